-- SPDX-License-Identifier: MIT
-- The runs of a scan, in their order, each with its end, but for the newest: that is the scan's.
SELECT run, started_us, slot, source,
  iif(run < max(run) OVER (), ended_us, NULL) AS ended_us,
  iif(run < max(run) OVER (), exit_reason, NULL) AS exit_reason,
  settled_slot, detail
FROM run
WHERE scan = :scan
ORDER BY run;
