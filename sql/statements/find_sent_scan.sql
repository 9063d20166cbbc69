-- SPDX-License-Identifier: MIT
-- The newest scan that tells how it was sent, of those asked for; NULL if there is none. One that was imported does too,
-- unless its import was broken off: then how the scan itself ended is not told.
SELECT max(scan) AS scan
FROM scan
WHERE (:scan IS NULL OR scan = :scan)
AND NOT (
  coalesce(exit_reason, '') IN ('', 'import_stopped', 'import_cut')
  AND EXISTS (
    SELECT 1
    FROM setting
    WHERE setting.scan = scan.scan
    AND setting.name = 'imported-from'
  )
);
