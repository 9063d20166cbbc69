-- SPDX-License-Identifier: MIT
-- Emptying the log takes many transactions, so that the file does not grow by it.

-- Views that older versions had.
DROP VIEW IF EXISTS fold_lag;
DROP VIEW IF EXISTS host_mask;

CREATE TABLE sealing_10 AS
SELECT *
FROM sealing;

DROP TABLE sealing;

-- How far sealing has got: no row unless it was broken off. Sums are over all replies, modulo 2^64 and so in any
-- order; src/warehouse/reply_sums.h has what is added up.
CREATE TABLE sealing (
  log_row INTEGER NOT NULL, -- rows of reply_log up to this one are being sealed
  reply INTEGER NOT NULL,   -- of these, the ones with a smaller key are sealed already
  arrivals INTEGER NOT NULL, -- sum over the arrivals of the replies that were sealed before
  contents INTEGER NOT NULL, -- sum over these replies, less that over the rows that were added to others since
  is_verified INTEGER NOT NULL DEFAULT 0 CHECK (is_verified IN (0, 1)) -- 1 once all are sealed, and are being deleted
) STRICT;

INSERT INTO sealing (log_row, reply, arrivals, contents)
SELECT log_row, reply, arrivals, contents
FROM sealing_10;

DROP TABLE sealing_10;

PRAGMA user_version = 11;
