-- SPDX-License-Identifier: MIT
-- Forgets rows of the log, which are sealed.
DELETE FROM reply_log
WHERE rowid > :after
AND rowid <= :last;
