-- SPDX-License-Identifier: MIT
-- The scans of the file, or for another number than 0 that one, the first first.
SELECT scan
FROM scan
WHERE :scan = 0
OR scan = :scan
ORDER BY scan;
