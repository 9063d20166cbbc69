-- SPDX-License-Identifier: MIT
-- How many scans the file has, the highest number among them (0 if there is none), and whether that scan can go on:
-- not without its key, as when it was shared.
SELECT
  count(*) AS scans,
  coalesce(max(scan), 0) AS last_scan,
  EXISTS (
    SELECT 1
    FROM scan AS newest
    LEFT JOIN exit_reason ON exit_reason.name = newest.exit_reason
    WHERE newest.scan = (SELECT max(scan) FROM scan)
    AND coalesce(exit_reason.is_complete, 0) = 0
    AND newest.key <> zeroblob(16)
    AND NOT EXISTS (
      SELECT 1
      FROM setting
      WHERE setting.scan = newest.scan
      AND setting.name = 'imported-from'
    )
  ) AS can_go_on
FROM scan;
