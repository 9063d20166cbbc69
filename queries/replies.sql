-- SPDX-License-Identifier: MIT
-- title: Addresses by how they replied to each family
-- figure: Fig 3a
-- answers: Of the addresses that a family's study probes lit, how many sent direct-protocol replies only,
--   ICMP errors only, or both. A direct-protocol reply is any that is no ICMP error, even a TCP segment or
--   UDP payload that makes no sense. Shares are of that family's addresses; NULL if it has none.
-- parameters: :scan - number of the scan; unset, the newest

WITH
heard AS MATERIALIZED (
  SELECT protocol_reply, icmp_error, sum(addresses) AS addresses
  FROM conclusion
  WHERE scan = coalesce(:scan, (SELECT scan FROM newest_scan))
  GROUP BY protocol_reply, error_direct, error_indirect
),
split AS (
  SELECT
    family_mask.position,
    family_mask.family,
    (heard.protocol_reply & family_mask.mask) <> 0 AS has_reply,
    (heard.icmp_error & family_mask.mask) <> 0 AS has_error,
    heard.addresses
  FROM family_mask
  LEFT JOIN heard ON TRUE
  WHERE family_mask.scan = coalesce(:scan, (SELECT scan FROM newest_scan))
),
counted AS (
  SELECT
    position,
    family,
    coalesce(sum(addresses) FILTER (WHERE has_reply AND NOT has_error), 0) AS reply_only,
    coalesce(sum(addresses) FILTER (WHERE has_error AND NOT has_reply), 0) AS error_only,
    coalesce(sum(addresses) FILTER (WHERE has_reply AND has_error), 0) AS both
  FROM split
  GROUP BY position, family
)
SELECT
  family,
  reply_only,
  error_only,
  both,
  1.0 * reply_only / (reply_only + error_only + both) AS reply_only_share,
  1.0 * error_only / (reply_only + error_only + both) AS error_only_share,
  1.0 * both / (reply_only + error_only + both) AS both_share
FROM counted
ORDER BY position;
