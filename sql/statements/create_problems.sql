-- SPDX-License-Identifier: MIT
-- Where a check collects what it finds wrong, on a connection that only reads the file and may take memory.
PRAGMA cache_size = -16384; -- and as much again for each thread of each sort
PRAGMA threads = 2; -- that help to sort
CREATE TEMP TABLE problem (
  step TEXT NOT NULL,     -- of the check
  scan INTEGER,           -- NULL if it is about no scan or all
  problem TEXT NOT NULL,
  expected INTEGER,
  found INTEGER
);
