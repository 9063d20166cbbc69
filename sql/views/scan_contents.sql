-- SPDX-License-Identifier: MIT
-- How much of each scan is in the file: all of it, unless it came through a file that was shared.

CREATE VIEW scan_contents AS
SELECT
  scan.scan,
  coalesce(share_level.name, 'full') AS level,
  coalesce(has_replies, 1) AS has_replies, -- 1 if reply and reply_other, or reply_log, have its replies
  coalesce(has_hosts, 1) AS has_hosts,     -- 1 if host has its addresses
  coalesce(has_blocks, 1) AS has_blocks,   -- 1 if block24 has its blocks
  coalesce(has_ranges, 1) AS has_ranges,   -- 1 if target_range has its targets
  newest.key_id,                           -- where it differs, so do the addresses; NULL if they are true
  coalesce(newest.has_opt_outs, 0) AS has_opt_outs -- 1 if addresses were taken out, at any step
FROM scan
LEFT JOIN (
  SELECT
    scan,
    level,
    key_id,
    sum(has_opt_outs) > 0 AS has_opt_outs,
    max(step) AS step -- SQLite takes level and key_id from the row of the maximum
  FROM provenance
  GROUP BY scan
) AS newest ON newest.scan = scan.scan
LEFT JOIN share_level ON share_level.level = newest.level;
