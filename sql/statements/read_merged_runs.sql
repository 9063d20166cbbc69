-- SPDX-License-Identifier: MIT
-- The runs of a scan for a file that it becomes part of.
SELECT :new_scan, started_us, ended_us, exit_reason, slot, source, settled_slot, detail
FROM run
WHERE scan = :scan
ORDER BY run;
