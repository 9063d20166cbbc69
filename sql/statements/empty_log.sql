-- SPDX-License-Identifier: MIT
-- Forgets all rows of the log, which are sealed. Without a condition, SQLite drops whole pages.
DELETE FROM reply_log;
UPDATE fold SET log_row = 0, unfolded = 0;
DELETE FROM sealing;
