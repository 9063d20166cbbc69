-- SPDX-License-Identifier: MIT
-- Adds targets of another file; shards have the same ones.
INSERT INTO target_range (scan, first, last)
VALUES (:scan, :first, :last)
ON CONFLICT DO NOTHING;
