-- SPDX-License-Identifier: MIT
-- title: What negative replies add
-- figure: section 1 (ii)
-- answers: How many addresses are known by positive replies (echo reply, SYN-ACK, valid UDP message), how
--   many by any reply, and the gain: how much larger the second number is, as a fraction of the first; NULL
--   if that is 0.
-- parameters: :scan - number of the scan; unset, the newest

WITH counted AS MATERIALIZED (
  SELECT
    coalesce(sum(addresses) FILTER (WHERE positive), 0) AS positive,
    coalesce(sum(addresses), 0) AS any
  FROM conclusion
  WHERE scan = coalesce(:scan, (SELECT scan FROM newest_scan))
)
SELECT
  positive,
  any,
  1.0 * any / positive - 1 AS gain
FROM counted;
