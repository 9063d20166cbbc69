-- SPDX-License-Identifier: MIT
-- What became of an earlier scan's blocks in a scan, for another file.
SELECT :new_scan, :new_before, probes, probes_before, blocks
FROM churn24
WHERE scan = :scan
AND before = :before
ORDER BY probes, probes_before;
