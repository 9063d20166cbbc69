-- SPDX-License-Identifier: MIT
-- title: Addresses known through ICMP errors alone
-- figure: section 4.1
-- answers: How many addresses sent ICMP errors and never a direct-protocol reply to any study probe. A
--   family's row counts those of them that sent an error to that family's probes, so the families overlap;
--   all counts each once. The share, in every row, is of all network alive addresses.
-- parameters: :scan - number of the scan; unset, the newest

WITH
heard AS MATERIALIZED (
  SELECT protocol_reply, icmp_error, sum(addresses) AS addresses
  FROM conclusion
  WHERE scan = coalesce(:scan, (SELECT scan FROM newest_scan))
  GROUP BY protocol_reply, error_direct, error_indirect
),
line AS (
  SELECT
    family_mask.position,
    family_mask.family,
    coalesce(sum(heard.addresses), 0) AS addresses
  FROM family_mask
  LEFT JOIN heard ON heard.protocol_reply = 0 AND (heard.icmp_error & family_mask.mask) <> 0
  WHERE family_mask.scan = coalesce(:scan, (SELECT scan FROM newest_scan))
  GROUP BY family_mask.position, family_mask.family
  UNION ALL
  SELECT 4, 'all', coalesce(sum(addresses), 0)
  FROM heard
  WHERE protocol_reply = 0
)
SELECT
  family,
  addresses,
  1.0 * addresses / (SELECT sum(addresses) FROM heard) AS share_of_all
FROM line
ORDER BY position;
