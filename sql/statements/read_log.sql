-- SPDX-License-Identifier: MIT
-- Rows of the log in order of arrival.
SELECT rowid, reply, coalesce(responder, (reply >> 20) & 4294967295) AS responder
FROM reply_log
WHERE rowid > :after
ORDER BY rowid
LIMIT :rows;
