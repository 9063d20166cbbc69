-- SPDX-License-Identifier: MIT
-- Adds the replies by and about the address that are not sealed yet: the log is in order of arrival, so
-- all of it is read.
INSERT INTO temp.found_row
SELECT scan, target, probe, attempt, responder, kind, icmp_type, icmp_code, ttl, time_us, rtt_us, evidence,
  duplicates, is_folded
FROM reply_row
WHERE NOT is_sealed
AND (target = :address OR responder = :address)
AND (:scan IS NULL OR scan = :scan);
