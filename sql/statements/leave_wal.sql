-- SPDX-License-Identifier: MIT
-- Folds the write-ahead log into the file, which then opens on read-only media too, even after a power cut.
PRAGMA synchronous = EXTRA; -- that the journal of the last step is gone is on the disk as well
PRAGMA wal_checkpoint(TRUNCATE);
PRAGMA journal_mode = DELETE;
