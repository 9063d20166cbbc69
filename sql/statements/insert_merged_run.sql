-- SPDX-License-Identifier: MIT
-- Adds a run of another file after those that are there.
INSERT INTO run (scan, run, started_us, ended_us, exit_reason, slot, source, settled_slot, detail)
SELECT :scan, coalesce(max(run), 0) + 1, :started_us, :ended_us, :exit_reason, :slot, :source, :settled_slot, :detail
FROM run
WHERE scan = :scan;
