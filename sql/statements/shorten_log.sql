-- SPDX-License-Identifier: MIT
-- Forgets the rows of the log that are sealed, while later ones are not.
DELETE FROM reply_log WHERE rowid <= (SELECT log_row FROM sealing);
DELETE FROM sealing;
