-- SPDX-License-Identifier: MIT
-- Rows of the log, in any order.
SELECT reply, responder, ttl, time_us, rtt_us, duplicates
FROM reply_log
WHERE rowid <= :last;
