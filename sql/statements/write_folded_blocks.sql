-- SPDX-License-Identifier: MIT
-- Gives the blocks of a batch the probes that have lit them now.
INSERT OR REPLACE INTO block24 (scan, block, probes)
SELECT :scan, block, probes
FROM rows_folded_block;
