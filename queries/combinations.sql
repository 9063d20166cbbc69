-- SPDX-License-Identifier: MIT
-- title: Addresses by the exact set of families that lit them
-- figure: section 4.1
-- answers: Which families of probes found the same addresses. Each network alive address is in exactly one
--   row: 1 in a family's column means that it replied to that family's study probes, 0 that it did not.
--   Shares are of all network alive addresses.
-- parameters: :scan - number of the scan; unset, the newest

WITH
study AS MATERIALIZED (
  SELECT
    sum(mask) FILTER (WHERE family = 'icmp') AS icmp,
    sum(mask) FILTER (WHERE family = 'tcp') AS tcp,
    sum(mask) FILTER (WHERE family = 'udp') AS udp
  FROM family_mask
  WHERE scan = coalesce(:scan, (SELECT scan FROM newest_scan))
),
lit AS MATERIALIZED (
  SELECT
    (network_alive & study.icmp) <> 0 AS icmp,
    (network_alive & study.tcp) <> 0 AS tcp,
    (network_alive & study.udp) <> 0 AS udp,
    sum(addresses) AS addresses
  FROM conclusion
  CROSS JOIN study
  WHERE scan = coalesce(:scan, (SELECT scan FROM newest_scan))
  GROUP BY 1, 2, 3
),
combination (icmp, tcp, udp) AS (
  VALUES (1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 0), (1, 0, 1), (0, 1, 1), (1, 1, 1)
)
SELECT
  combination.icmp,
  combination.tcp,
  combination.udp,
  coalesce(lit.addresses, 0) AS addresses,
  1.0 * coalesce(lit.addresses, 0) / (SELECT sum(addresses) FROM lit) AS share
FROM combination
LEFT JOIN lit ON lit.icmp = combination.icmp AND lit.tcp = combination.tcp AND lit.udp = combination.udp
ORDER BY
  combination.icmp + combination.tcp + combination.udp,
  combination.icmp DESC,
  combination.tcp DESC;
