-- SPDX-License-Identifier: MIT
-- Forgets what a scan was compared with: its rows of comparison.
DELETE FROM comparison
WHERE scan = :scan
OR before = :scan;
