-- SPDX-License-Identifier: MIT
-- Replies to be appended to the log. Held in memory.
CREATE TABLE rows_arrived_reply (reply, responder, ttl, time_us, rtt_us, duplicates);
