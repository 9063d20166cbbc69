-- SPDX-License-Identifier: MIT
-- Adds to the number of blocks that were lit by the same probes.
INSERT INTO block24_count (scan, probes, blocks)
VALUES (:scan, :probes, :blocks)
ON CONFLICT (scan, probes) DO UPDATE SET blocks = blocks + excluded.blocks;
