-- SPDX-License-Identifier: MIT
-- What became of a scan's blocks, for another file that has the same numbers.
SELECT :new_scan, before, probes, probes_before, blocks
FROM churn24
WHERE scan = :scan
ORDER BY before, probes, probes_before;
