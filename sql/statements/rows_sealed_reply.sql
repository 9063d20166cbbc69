-- SPDX-License-Identifier: MIT
-- Replies by target, for the table reply. Held in memory.
CREATE TABLE rows_sealed_reply (reply, responder, ttl, time_us, rtt_us, duplicates);
