-- SPDX-License-Identifier: MIT
-- Appends the replies that arrived.
INSERT INTO reply_log (reply, responder, ttl, time_us, rtt_us, duplicates)
SELECT reply, responder, ttl, time_us, rtt_us, duplicates
FROM rows_arrived_reply;
