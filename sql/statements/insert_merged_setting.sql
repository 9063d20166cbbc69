-- SPDX-License-Identifier: MIT
-- Adds a setting of another file. Where shards differ, the schedule goes by the first, what was received adds up, and
-- all else has the values of all.
INSERT INTO setting (scan, name, value)
VALUES (:scan, :name, :value)
ON CONFLICT (scan, name) DO UPDATE SET
  value = iif(
    name = 'imported-for-replies',
    CAST(CAST(value AS INTEGER) + CAST(excluded.value AS INTEGER) AS TEXT),
    value || ', ' || excluded.value
  )
  WHERE name NOT IN ('rate', 'window', 'silent-neighbours', 'shard', 'shards')
  AND (name = 'imported-for-replies' OR instr(', ' || value || ', ', ', ' || excluded.value || ', ') = 0);
