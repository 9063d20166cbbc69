-- SPDX-License-Identifier: MIT
-- Sealed replies that came once and from the target itself, whose keys lie between.
SELECT reply, NULL AS responder, ttl, time_us, rtt_us, 0 AS duplicates
FROM reply
WHERE reply >= :first
AND reply < :end
ORDER BY reply;
