-- SPDX-License-Identifier: MIT
-- A pair of scans that is to be compared next: first those that follow each other closely.
SELECT scan.scan, earlier.scan AS before
FROM scan
JOIN scan AS earlier ON earlier.scan < scan.scan
WHERE scan.ended_us IS NOT NULL
AND earlier.ended_us IS NOT NULL
AND NOT EXISTS (
  SELECT 1
  FROM comparison
  WHERE comparison.scan = scan.scan
  AND comparison.before = earlier.scan
)
ORDER BY scan.scan - earlier.scan, scan.scan
LIMIT 1;
