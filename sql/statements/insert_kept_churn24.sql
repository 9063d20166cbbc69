-- SPDX-License-Identifier: MIT
-- Adds what became of another file's blocks.
INSERT INTO churn24 (scan, before, probes, probes_before, blocks)
VALUES (:scan, :before, :probes, :probes_before, :blocks);
