-- SPDX-License-Identifier: MIT
-- title: ICMP errors by type and code
-- figure: section 4.1
-- answers: Which ICMP errors came to each family's study probes. Replies are counted here, not addresses, and
--   an error that came again is not counted again. The share is of the replies of the same family and
--   category; direct were sent by the target itself, indirect by another address. Only what came has a line.
-- parameters: :scan - number of the scan; unset, the newest

SELECT
  family,
  type,
  code,
  name,
  category,
  sum(replies) AS replies,
  1.0 * sum(replies) / sum(sum(replies)) OVER (PARTITION BY family, category) AS share_of_category,
  coalesce(sum(replies) FILTER (WHERE direct), 0) AS direct,
  coalesce(sum(replies) FILTER (WHERE NOT direct), 0) AS indirect
FROM icmp_error_count
WHERE scan = coalesce(:scan, (SELECT scan FROM newest_scan))
GROUP BY family, type, code, name, category
ORDER BY family, type, code;
