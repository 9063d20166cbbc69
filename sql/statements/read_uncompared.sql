-- SPDX-License-Identifier: MIT
-- The pair of scans that is to be compared after another, newest first: each scan, with the ones before it from the
-- last on. Both have addresses, and the same ones mean the same, as the view scan_contents has it. Asked once a pair, so
-- it looks at no rows of other scans.
SELECT scan.scan, earlier.scan AS before
FROM scan
JOIN scan AS earlier ON earlier.scan < iif(scan.scan = :scan, :before, scan.scan)
LEFT JOIN provenance AS now ON now.scan = scan.scan
AND now.step = (SELECT max(step) FROM provenance WHERE provenance.scan = scan.scan)
LEFT JOIN provenance AS past ON past.scan = earlier.scan
AND past.step = (SELECT max(step) FROM provenance WHERE provenance.scan = earlier.scan)
LEFT JOIN share_level AS now_level ON now_level.level = now.level
LEFT JOIN share_level AS past_level ON past_level.level = past.level
WHERE scan.scan <= :scan
AND scan.ended_us IS NOT NULL
AND earlier.ended_us IS NOT NULL
AND coalesce(now_level.has_hosts, 1)
AND coalesce(past_level.has_hosts, 1)
AND past.key_id IS now.key_id
AND NOT EXISTS (
  SELECT 1
  FROM comparison
  WHERE comparison.scan = scan.scan
  AND comparison.before = earlier.scan
)
ORDER BY scan.scan DESC, earlier.scan DESC
LIMIT 1;
