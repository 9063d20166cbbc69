-- SPDX-License-Identifier: MIT
-- Each two scans of the file: one row a scan and an earlier one.

CREATE VIEW scan_pair AS
SELECT
  scan.scan,
  earlier.scan AS before,
  EXISTS (
    SELECT 1
    FROM comparison
    WHERE comparison.scan = scan.scan
    AND comparison.before = earlier.scan
  ) AS is_compared -- 1 if churn and churn24 tell of them
FROM scan
JOIN scan AS earlier ON earlier.scan < scan.scan;
