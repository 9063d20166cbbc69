-- SPDX-License-Identifier: MIT
-- Seals the other replies.
INSERT INTO reply_other (reply, responder, ttl, time_us, rtt_us, duplicates)
SELECT reply, coalesce(responder, (reply >> 20) & 4294967295), ttl, time_us, rtt_us, duplicates
FROM rows_sealed_other;
