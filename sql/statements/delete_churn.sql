-- SPDX-License-Identifier: MIT
-- Forgets what a scan was compared with: its rows of churn.
DELETE FROM churn
WHERE scan = :scan
OR before = :scan;
