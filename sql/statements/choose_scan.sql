-- SPDX-License-Identifier: MIT
-- The scan of that number or, for 0, the newest; no row if there is none.
SELECT scan
FROM scan
WHERE scan = iif(:scan = 0, (SELECT scan FROM newest_scan), :scan);
