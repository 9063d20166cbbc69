-- SPDX-License-Identifier: MIT
-- With which earlier scans a scan is compared, for another file that has the same numbers.
SELECT :new_scan, before
FROM comparison
WHERE scan = :scan
ORDER BY before;
