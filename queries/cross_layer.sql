-- SPDX-License-Identifier: MIT
-- title: Addresses that sent ICMP errors for themselves and for others
-- figure: section 4.1
-- answers: How many addresses sent ICMP errors to a family's study probes as the target themselves (direct),
--   in place of another address (indirect), and in place of others without ever doing so for themselves
--   (indirect_only). An address may be both direct and indirect.
-- parameters: :scan - number of the scan; unset, the newest

WITH
heard AS MATERIALIZED (
  SELECT error_direct, error_indirect, sum(addresses) AS addresses
  FROM conclusion
  WHERE scan = coalesce(:scan, (SELECT scan FROM newest_scan))
  GROUP BY error_direct, error_indirect
),
split AS (
  SELECT
    family_mask.position,
    family_mask.family,
    (heard.error_direct & family_mask.mask) <> 0 AS has_direct,
    (heard.error_indirect & family_mask.mask) <> 0 AS has_indirect,
    heard.addresses
  FROM family_mask
  LEFT JOIN heard ON TRUE
  WHERE family_mask.scan = coalesce(:scan, (SELECT scan FROM newest_scan))
)
SELECT
  family,
  coalesce(sum(addresses) FILTER (WHERE has_direct), 0) AS direct,
  coalesce(sum(addresses) FILTER (WHERE has_indirect), 0) AS indirect,
  coalesce(sum(addresses) FILTER (WHERE has_indirect AND NOT has_direct), 0) AS indirect_only
FROM split
GROUP BY position, family
ORDER BY position;
