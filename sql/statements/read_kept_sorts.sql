-- SPDX-License-Identifier: MIT
-- The sorts of a scan's replies and their counts, for another file: numbered by what they are, since their own numbers
-- tell which came first.
SELECT :new_scan, row_number() OVER (ORDER BY probe, attempt, kind, icmp_type, icmp_code, direct, evidence) - 1 AS sort,
  probe, attempt, kind, icmp_type, icmp_code, direct, evidence, replies, duplicates
FROM reply_sort
WHERE scan = :scan
AND replies + duplicates > 0
ORDER BY 2;
