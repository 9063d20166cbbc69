-- SPDX-License-Identifier: MIT
-- The other sealed replies whose keys lie between.
SELECT reply, responder, ttl, time_us, rtt_us, duplicates
FROM reply_other
WHERE reply >= :first
AND reply < :end
ORDER BY reply, responder;
