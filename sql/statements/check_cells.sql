-- SPDX-License-Identifier: MIT
-- Before anything is read from them. Rows of the large tables are checked when they are read.
PRAGMA cell_size_check = ON;
PRAGMA mmap_size = 0;
