-- SPDX-License-Identifier: MIT
-- Counts the blocks that are in both scans of a pair.
INSERT INTO churn24 (scan, before, probes, probes_before, blocks)
SELECT scan, before, probes, probes_before, blocks
FROM churn24_recount
WHERE scan = :scan
AND before = :before;
