-- SPDX-License-Identifier: MIT
-- Records that a scan begins, or is gone on with.
INSERT INTO run (scan, run, started_us, slot, source)
SELECT :scan, coalesce(max(run), 0) + 1, :started_us, :slot, :source
FROM run
WHERE scan = :scan;
