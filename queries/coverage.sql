-- SPDX-License-Identifier: MIT
-- title: Addresses lit by each family of probes
-- figure: Fig 2a
-- answers: How many addresses ICMP, TCP and UDP probes found. An address is in a family if it sent any reply
--   to a study probe of it: an ICMP error to a TCP probe counts for tcp. The row all is the union; only
--   counts the addresses in no other family and, for all, those in exactly one. Both shares are of all.
-- parameters: :scan - number of the scan; unset, the newest

WITH
lit AS MATERIALIZED (
  SELECT network_alive AS probes, sum(addresses) AS addresses
  FROM conclusion
  WHERE scan = coalesce(:scan, (SELECT scan FROM newest_scan))
  GROUP BY network_alive
),
counted AS MATERIALIZED (
  SELECT
    family_mask.position,
    family_mask.family,
    coalesce(sum(lit.addresses), 0) AS addresses,
    coalesce(sum(lit.addresses) FILTER (WHERE (lit.probes & ~family_mask.mask) = 0), 0) AS only
  FROM family_mask
  LEFT JOIN lit ON (lit.probes & family_mask.mask) <> 0
  WHERE family_mask.scan = coalesce(:scan, (SELECT scan FROM newest_scan))
  GROUP BY family_mask.position, family_mask.family
),
total AS MATERIALIZED (
  SELECT
    (SELECT coalesce(sum(addresses), 0) FROM lit) AS addresses,
    (SELECT coalesce(sum(only), 0) FROM counted) AS only
),
line AS (
  SELECT position, family, addresses, only FROM counted
  UNION ALL
  SELECT 4, 'all', addresses, only FROM total
)
SELECT
  line.family,
  line.addresses,
  1.0 * line.addresses / total.addresses AS share,
  line.only,
  1.0 * line.only / total.addresses AS only_share
FROM line
CROSS JOIN total
ORDER BY line.position;
