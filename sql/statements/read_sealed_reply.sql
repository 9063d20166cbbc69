-- SPDX-License-Identifier: MIT
-- A sealed reply.
SELECT reply, NULL AS responder, ttl, time_us, rtt_us, 0 AS duplicates
FROM reply
WHERE reply = :reply
AND :responder = (:reply >> 20) & 4294967295
UNION ALL
SELECT reply, responder, ttl, time_us, rtt_us, duplicates
FROM reply_other
WHERE reply = :reply
AND responder = :responder;
