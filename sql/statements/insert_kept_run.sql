-- SPDX-License-Identifier: MIT
-- Adds a run of another file's scan.
INSERT INTO run (scan, run, started_us, ended_us, exit_reason, slot, source, settled_slot, detail)
VALUES (:scan, :run, :started_us, :ended_us, :exit_reason, :slot, :source, :settled_slot, :detail);
