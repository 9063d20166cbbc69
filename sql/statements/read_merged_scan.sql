-- SPDX-License-Identifier: MIT
-- A scan for a file that it becomes part of: there, it has ended, at least when it was last heard of.
SELECT
  :new_scan,
  started_us,
  coalesce(
    ended_us,
    started_us + 1000000 * (SELECT max(second) + 1 FROM health WHERE health.scan = :scan),
    started_us
  ) AS ended_us,
  coalesce(exit_reason, 'not_closed') AS exit_reason,
  version,
  iif(:is_full, seed, 0) AS seed,
  iif(:has_keys, key, zeroblob(16)) AS key,
  targets,
  attempts,
  iif(:is_full, source, 0) AS source
FROM scan
WHERE scan = :scan;
