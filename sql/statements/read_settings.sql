-- SPDX-License-Identifier: MIT
-- The settings of a scan.
SELECT name, value
FROM setting
WHERE scan = :scan;
