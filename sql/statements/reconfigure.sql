-- SPDX-License-Identifier: MIT
-- Settings of a results file that is written to again.
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA journal_size_limit = 67108864;
PRAGMA cache_size = -65536;
PRAGMA secure_delete = OFF; -- Debian has it on: it would write the log once more to forget it
