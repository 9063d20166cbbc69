-- SPDX-License-Identifier: MIT
-- The same with what each scan concludes, in one table: a scan without replies has a row of that alone.
SELECT finding.scan, target, probe, attempt, responder, kind, icmp_type, icmp_code, icmp_name, ttl, rtt_us,
  time, evidence, duplicates, conclusion
FROM temp.finding
LEFT JOIN temp.found_reply ON found_reply.scan = finding.scan
ORDER BY finding.scan DESC, time_us, target, probe;
