-- SPDX-License-Identifier: MIT
-- The runs of a scan as another file keeps them.
SELECT :new_scan, run, started_us, ended_us, exit_reason, slot, iif(:is_full, source, 0) AS source, settled_slot,
  iif(:is_full, detail, NULL) AS detail
FROM run
WHERE scan = :scan
ORDER BY run;
