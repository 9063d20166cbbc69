-- SPDX-License-Identifier: MIT
-- title: Addresses that sent ICMP errors, by category
-- figure: Fig 3b
-- answers: What sort of ICMP errors the addresses sent that answered a family's study probes with any. Each
--   is in one category, or in multiple if its errors to that family were of several. Port unreachable is 3/3,
--   host unreachable 3/1, other unreachable the rest of type 3, other the types 4, 5, 11 and 12. Shares are
--   of the addresses that sent errors to that family's probes; NULL if there are none.
-- parameters: :scan - number of the scan; unset, the newest

WITH
error AS MATERIALIZED (
  SELECT
    port_unreachable,
    host_unreachable,
    other_unreachable,
    other_error,
    sum(addresses) AS addresses
  FROM conclusion
  WHERE scan = coalesce(:scan, (SELECT scan FROM newest_scan))
  AND icmp_error <> 0
  GROUP BY port_unreachable, host_unreachable, other_unreachable, other_error
),
category (position, category) AS (
  SELECT position, category FROM error_category
  UNION
  SELECT 5, 'multiple'
),
sender AS (
  SELECT
    family_mask.family,
    (error.port_unreachable & family_mask.mask) <> 0 AS port_unreachable,
    (error.host_unreachable & family_mask.mask) <> 0 AS host_unreachable,
    (error.other_unreachable & family_mask.mask) <> 0 AS other_unreachable,
    (error.other_error & family_mask.mask) <> 0 AS other_error,
    error.addresses
  FROM family_mask
  CROSS JOIN error
  WHERE family_mask.scan = coalesce(:scan, (SELECT scan FROM newest_scan))
),
counted AS MATERIALIZED (
  SELECT
    family,
    CASE
      WHEN port_unreachable + host_unreachable + other_unreachable + other_error > 1 THEN 'multiple'
      WHEN port_unreachable THEN 'port_unreachable'
      WHEN host_unreachable THEN 'host_unreachable'
      WHEN other_unreachable THEN 'other_unreachable'
      WHEN other_error THEN 'other'
    END AS category, -- NULL: no error to this family
    sum(addresses) AS addresses
  FROM sender
  GROUP BY 1, 2
)
SELECT
  family_mask.family,
  category.category,
  coalesce(counted.addresses, 0) AS addresses,
  1.0 * coalesce(counted.addresses, 0) / (
    SELECT sum(addresses)
    FROM counted
    WHERE counted.family = family_mask.family
    AND counted.category IS NOT NULL
  ) AS share
FROM family_mask
CROSS JOIN category
LEFT JOIN counted ON counted.family = family_mask.family AND counted.category = category.category
WHERE family_mask.scan = coalesce(:scan, (SELECT scan FROM newest_scan))
ORDER BY family_mask.position, category.position;
