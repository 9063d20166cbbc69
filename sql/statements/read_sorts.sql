-- SPDX-License-Identifier: MIT
-- The sorts of replies that a scan has drawn so far.
SELECT sort, probe, attempt, kind, coalesce(icmp_type, -1) AS icmp_type, coalesce(icmp_code, -1) AS icmp_code,
  direct, evidence
FROM reply_sort
WHERE scan = :scan
ORDER BY sort;
