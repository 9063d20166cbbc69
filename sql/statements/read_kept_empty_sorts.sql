-- SPDX-License-Identifier: MIT
-- The sorts of a scan's replies, for another file that counts them itself: numbered by what they are, since their own
-- numbers tell which came first. If :is_kept has a byte for each, those for which it is 1.
SELECT :new_scan, row_number() OVER (ORDER BY probe, attempt, kind, icmp_type, icmp_code, direct, evidence) - 1 AS sort,
  probe, attempt, kind, icmp_type, icmp_code, direct, evidence, 0 AS replies, 0 AS duplicates
FROM reply_sort
WHERE scan = :scan
AND iif(:is_kept IS NULL, replies + duplicates > 0, substr(:is_kept, sort + 1, 1) = x'01')
ORDER BY 2;
