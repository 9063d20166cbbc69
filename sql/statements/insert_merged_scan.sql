-- SPDX-License-Identifier: MIT
-- Adds a scan of another file, or a shard to the shards that are there. These ended when the last did, and early if any
-- did; each had a key of its own.
INSERT INTO scan (scan, started_us, ended_us, exit_reason, version, seed, key, targets, attempts, source)
VALUES (:scan, :started_us, :ended_us, :exit_reason, :version, :seed, :key, :targets, :attempts, :source)
ON CONFLICT (scan) DO UPDATE SET
  started_us = min(started_us, excluded.started_us),
  ended_us = max(ended_us, excluded.ended_us),
  exit_reason = iif(
    exit_reason IN (SELECT name FROM exit_reason WHERE is_complete),
    excluded.exit_reason,
    exit_reason
  ),
  key = iif(key = excluded.key, key, zeroblob(16)),
  targets = targets + excluded.targets;
