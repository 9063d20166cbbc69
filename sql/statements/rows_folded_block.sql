-- SPDX-License-Identifier: MIT
-- Blocks of a batch in ascending order, with the probes that lit them. Held in memory.
CREATE TABLE rows_folded_block (block, probes);
