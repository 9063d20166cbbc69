-- SPDX-License-Identifier: MIT
-- Sealed replies whose keys lie between, in any order.
SELECT reply, NULL AS responder, ttl, time_us, rtt_us, 0 AS duplicates
FROM reply
WHERE reply >= :first
AND reply < :end
UNION ALL
SELECT reply, responder, ttl, time_us, rtt_us, duplicates
FROM reply_other
WHERE reply >= :first
AND reply < :end;
