-- SPDX-License-Identifier: MIT
-- Adds a setting of another file. Where shards differ, the schedule goes by the first, and all else has the values of
-- all.
INSERT INTO setting (scan, name, value)
VALUES (:scan, :name, :value)
ON CONFLICT (scan, name) DO UPDATE SET
  value = value || ', ' || excluded.value
  WHERE name NOT IN ('rate', 'window', 'silent-neighbours', 'shard', 'shards')
  AND instr(', ' || value || ', ', ', ' || excluded.value || ', ') = 0;
