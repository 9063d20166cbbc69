-- SPDX-License-Identifier: MIT
-- The sorts of a scan's replies and their counts, for another file.
SELECT :new_scan, sort, probe, attempt, kind, icmp_type, icmp_code, direct, evidence, replies, duplicates
FROM reply_sort
WHERE scan = :scan
ORDER BY sort;
