-- SPDX-License-Identifier: MIT
-- By what a scan drew its order, and how far it got; no slots if nothing was committed.
SELECT
  scan.seed,
  (SELECT count(*) FROM probe WHERE probe.scan = scan.scan) AS probes,
  coalesce(progress.slot, 0) AS slot,
  coalesce(progress.slots, 0) AS slots,
  coalesce(exit_reason.is_complete, 0) AS is_complete,
  scan.ended_us IS NOT NULL AS is_ended
FROM scan
LEFT JOIN progress ON progress.scan = scan.scan
LEFT JOIN exit_reason ON exit_reason.name = scan.exit_reason
WHERE scan.scan = :scan;
