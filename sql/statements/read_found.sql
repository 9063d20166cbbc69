-- SPDX-License-Identifier: MIT
-- The replies by and about the address, for people: newest scan first, then in order of arrival.
SELECT scan, target, probe, attempt, responder, kind, icmp_type, icmp_code, icmp_name, ttl, rtt_us, time,
  evidence, duplicates
FROM temp.found_reply
ORDER BY scan DESC, time_us, target, probe;
