-- SPDX-License-Identifier: MIT
-- Forgets what a scan was compared with: its rows of churn24.
DELETE FROM churn24
WHERE scan = :scan
OR before = :scan;
