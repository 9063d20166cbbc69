-- SPDX-License-Identifier: MIT
-- Sealing can be broken off at any time and goes on where it was; what it verifies at the end is kept here.

DROP TABLE sealing;

-- How far sealing has got: no row unless it was broken off. Sums are over all replies, modulo 2^64 and so in any
-- order; src/warehouse/reply_sums.h has what is added up.
CREATE TABLE sealing (
  log_row INTEGER NOT NULL, -- rows of reply_log up to this one are being sealed
  reply INTEGER NOT NULL,   -- of these, the ones with a smaller key are sealed already
  arrivals INTEGER NOT NULL, -- sum over the arrivals of the replies that were sealed before
  contents INTEGER NOT NULL -- sum over these replies, less that over the rows that were added to others since
) STRICT;

PRAGMA user_version = 8;
