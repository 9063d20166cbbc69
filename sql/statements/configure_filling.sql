-- SPDX-License-Identifier: MIT
-- Settings of a new file while it is filled; nobody sees it before it is whole.
PRAGMA journal_mode = MEMORY;
PRAGMA synchronous = OFF;
