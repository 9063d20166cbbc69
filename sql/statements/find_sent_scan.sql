-- SPDX-License-Identifier: MIT
-- The newest scan that tells how it was sent, of those asked for; NULL if there is none. One that was imported does too,
-- if its import came to its end: else how the scan itself ended is not told.
SELECT max(scan) AS scan
FROM scan
WHERE (:scan IS NULL OR scan = :scan)
AND (
  NOT EXISTS (
    SELECT 1
    FROM setting
    WHERE setting.scan = scan.scan
    AND setting.name = 'imported-from'
  )
  OR (
    coalesce(exit_reason, '') NOT IN ('', 'import_stopped', 'import_cut')
    AND EXISTS (
      SELECT 1
      FROM setting
      WHERE setting.scan = scan.scan
      AND setting.name = 'imported-sha256'
    )
  )
);
