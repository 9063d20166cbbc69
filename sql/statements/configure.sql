-- SPDX-License-Identifier: MIT
-- Settings of a new results file; page size and auto_vacuum must come first.
PRAGMA page_size = 4096;
PRAGMA auto_vacuum = INCREMENTAL; -- sealing gives the pages of the log back
PRAGMA application_id = 1279874629; -- 'LIVE'
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA journal_size_limit = 67108864;
PRAGMA cache_size = -65536;
PRAGMA secure_delete = OFF; -- Debian has it on: it would write the log once more to forget it
PRAGMA foreign_keys = OFF; -- the writer keeps to the keys by itself; check.sql says if it did not
