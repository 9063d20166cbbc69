-- SPDX-License-Identifier: MIT
-- Rows of the log after one, up to another, in order of arrival.
SELECT reply, responder, ttl, time_us, rtt_us, duplicates, rowid
FROM reply_log
WHERE rowid > :after
AND rowid <= :last
ORDER BY rowid;
