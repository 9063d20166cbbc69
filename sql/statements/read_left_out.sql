-- SPDX-License-Identifier: MIT
-- What a scan that came through a shared or merged file lacks to be told replies for; no row if it did not.
SELECT
  contents.level,
  newest.action = 'merge' AS is_merged,
  NOT contents.has_ranges AS lacks_targets,
  scan.key = zeroblob(16) AS lacks_key,
  EXISTS (
    SELECT 1
    FROM probe
    WHERE probe.scan = scan.scan
    AND probe.name LIKE 'udp/%'
    AND probe.payload IS NULL
  ) AS lacks_payloads
FROM scan
JOIN scan_contents AS contents ON contents.scan = scan.scan
JOIN provenance AS newest ON newest.scan = scan.scan
WHERE scan.scan = :scan
ORDER BY newest.step DESC
LIMIT 1;
