-- SPDX-License-Identifier: MIT
-- Seals replies that came once and from the target itself.
INSERT INTO reply (reply, ttl, time_us, rtt_us)
SELECT reply, ttl, time_us, rtt_us
FROM rows_sealed_reply;
