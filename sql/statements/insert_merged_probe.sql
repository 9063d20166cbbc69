-- SPDX-License-Identifier: MIT
-- Adds a probe of another file; shards have the same ones.
INSERT INTO probe (scan, probe, name, family, port, is_study, payload)
VALUES (:scan, :probe, :name, :family, :port, :is_study, :payload)
ON CONFLICT DO NOTHING;
