-- SPDX-License-Identifier: MIT
-- Adds a scan of another file.
INSERT INTO scan (scan, started_us, ended_us, exit_reason, version, seed, key, targets, attempts, source)
VALUES (:scan, :started_us, :ended_us, :exit_reason, :version, :seed, :key, :targets, :attempts, :source);
