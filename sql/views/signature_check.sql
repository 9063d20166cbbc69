-- SPDX-License-Identifier: MIT
-- The addresses of each signature counted again: one row a signature of a scan; number 0 is for those that
-- have none. Not of scans whose addresses are not in the file.

CREATE VIEW signature_check AS
SELECT
  scan,
  signature,
  sum(hosts) AS hosts,         -- as the table signature has it
  sum(recounted) AS recounted, -- in the table host
  max(recounted) * (sum(is_known) = 0) AS hosts_without -- addresses whose signature is not there
FROM (
  SELECT scan, signature, hosts, 0 AS recounted, 1 AS is_known
  FROM signature
  UNION ALL
  SELECT scan, signature, 0, count(*), 0
  FROM host
  GROUP BY scan, signature
)
WHERE scan NOT IN (SELECT scan FROM scan_contents WHERE NOT has_hosts)
GROUP BY scan, signature;
