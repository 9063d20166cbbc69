-- SPDX-License-Identifier: MIT
-- Adds a scan's sealed replies whose target the address is, by whomever: those with keys in its range.
INSERT INTO temp.found_row
SELECT scan, target, probe, attempt, responder, kind, icmp_type, icmp_code, ttl, time_us, rtt_us, evidence,
  duplicates, is_folded
FROM reply_row
WHERE is_sealed
AND reply BETWEEN :first AND :last;
