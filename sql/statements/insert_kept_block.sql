-- SPDX-License-Identifier: MIT
-- Adds a block of another file.
INSERT INTO block24 (scan, block, probes)
VALUES (:scan, :block, :probes);
