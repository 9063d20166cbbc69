-- SPDX-License-Identifier: MIT
-- The scans to look into, newest first.
SELECT scan
FROM scan
WHERE :scan IS NULL
OR scan = :scan
ORDER BY scan DESC;
