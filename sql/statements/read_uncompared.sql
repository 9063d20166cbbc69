-- SPDX-License-Identifier: MIT
-- The pair of scans that is to be compared after another, newest first: each scan, with the ones before it from the
-- last on. Both have addresses, and the same ones mean the same.
SELECT scan.scan, earlier.scan AS before
FROM scan
JOIN scan AS earlier ON earlier.scan < scan.scan
JOIN scan_contents AS now ON now.scan = scan.scan AND now.has_hosts
JOIN scan_contents AS past ON past.scan = earlier.scan AND past.has_hosts AND past.key_id IS now.key_id
WHERE scan.scan <= :scan
AND (scan.scan < :scan OR earlier.scan < :before)
AND scan.ended_us IS NOT NULL
AND earlier.ended_us IS NOT NULL
AND NOT EXISTS (
  SELECT 1
  FROM comparison
  WHERE comparison.scan = scan.scan
  AND comparison.before = earlier.scan
)
ORDER BY scan.scan DESC, earlier.scan DESC
LIMIT 1;
