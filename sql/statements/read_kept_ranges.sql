-- SPDX-License-Identifier: MIT
-- The targets of a scan, for another file.
SELECT :new_scan, first, last
FROM target_range
WHERE scan = :scan
ORDER BY first;
