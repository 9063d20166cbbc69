-- SPDX-License-Identifier: MIT
-- Adds a change of the rate; of shards that changed theirs in the same second, the slowest is kept.
INSERT INTO rate_change (scan, second, rate, reason)
VALUES (:scan, :second, :rate, :reason)
ON CONFLICT (scan, second) DO UPDATE SET
  rate = excluded.rate,
  reason = excluded.reason
  WHERE excluded.rate < rate;
