-- SPDX-License-Identifier: MIT
-- Replies by target, for the table reply_other. Held in memory.
CREATE TABLE rows_sealed_other (reply, responder, ttl, time_us, rtt_us, duplicates);
