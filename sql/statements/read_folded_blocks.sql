-- SPDX-License-Identifier: MIT
-- The probes that lit the blocks of a batch before it, in their order; 0 for a new block.
SELECT coalesce(block24.probes, 0) AS probes
FROM rows_folded_block AS folded
LEFT JOIN block24 ON block24.scan = :scan AND block24.block = folded.block;
