-- SPDX-License-Identifier: MIT
-- title: What the second attempt adds
-- figure: section 3
-- answers: How many addresses sent any reply to the first transmission of one of a family's study probes
--   (first), and how many were heard by that family only thanks to a later one (second). The gain is second
--   as a fraction of first; NULL if that is 0.
-- parameters: :scan - number of the scan; unset, the newest

WITH
heard AS MATERIALIZED (
  SELECT first_attempt, network_alive, sum(addresses) AS addresses
  FROM conclusion
  WHERE scan = coalesce(:scan, (SELECT scan FROM newest_scan))
  GROUP BY network_alive, first_attempt
),
counted AS (
  SELECT
    position,
    family,
    coalesce(sum(addresses) FILTER (WHERE first_attempt & mask), 0) AS first,
    coalesce(sum(addresses) FILTER (WHERE NOT (first_attempt & mask)), 0) AS second
  FROM family_mask
  LEFT JOIN heard ON (heard.network_alive & family_mask.mask) <> 0
  WHERE scan = coalesce(:scan, (SELECT scan FROM newest_scan))
  GROUP BY position, family
)
SELECT
  family,
  first,
  second,
  1.0 * second / first AS gain
FROM counted
ORDER BY position;
