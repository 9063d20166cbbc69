-- SPDX-License-Identifier: MIT
-- Counts more arrivals of a reply that is in the log.
UPDATE reply_log
SET duplicates = duplicates + :duplicates
WHERE rowid = :row
RETURNING reply;
