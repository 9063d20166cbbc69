-- SPDX-License-Identifier: MIT
-- Replies that the scan cannot have caused; there should be none.

CREATE VIEW stray_reply AS
SELECT
  scan,
  target,
  probe,
  coalesce((
    SELECT target_range.last
    FROM target_range
    WHERE target_range.scan = reply_row.scan
    AND target_range.first <= reply_row.target
    ORDER BY target_range.first DESC
    LIMIT 1
  ), -1) < target
    AND scan NOT IN (SELECT scan FROM scan_contents WHERE NOT has_ranges)
    AS is_outside, -- 1 if the target is in no scanned range
  NOT EXISTS (
    SELECT 1
    FROM probe
    WHERE probe.scan = reply_row.scan
    AND probe.probe = reply_row.probe
  ) AS is_unasked -- 1 if the scan has no such probe
FROM reply_row
WHERE is_outside OR is_unasked;
