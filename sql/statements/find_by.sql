-- SPDX-License-Identifier: MIT
-- Adds the sealed replies that the address sent for other targets. Nothing is ordered by responder, so all of
-- reply_other is read; those of reply are from their targets.
INSERT INTO temp.found_row
SELECT scan, target, probe, attempt, responder, kind, icmp_type, icmp_code, ttl, time_us, rtt_us, evidence,
  duplicates, is_folded
FROM reply_row
WHERE is_sealed
AND stored_responder = :address
AND target <> :address
AND (:scan IS NULL OR scan = :scan);
