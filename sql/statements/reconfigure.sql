-- SPDX-License-Identifier: MIT
-- Settings of a results file that is written to again.
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA journal_size_limit = 67108864;
PRAGMA cache_size = -65536;
