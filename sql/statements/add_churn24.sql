-- SPDX-License-Identifier: MIT
-- Counts the blocks that are in both scans. Both are read in the order of their blocks, each once.
INSERT INTO churn24 (scan, before, probes, probes_before, blocks)
SELECT :scan, :before, block24.probes, earlier.probes, count(*)
FROM block24
CROSS JOIN block24 AS earlier ON earlier.scan = :before AND earlier.block = block24.block
WHERE block24.scan = :scan
GROUP BY block24.probes, earlier.probes;
