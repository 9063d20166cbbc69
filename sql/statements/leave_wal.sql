-- SPDX-License-Identifier: MIT
-- Folds the write-ahead log into the file, which then opens on read-only media too.
PRAGMA wal_checkpoint(TRUNCATE);
PRAGMA journal_mode = DELETE;
