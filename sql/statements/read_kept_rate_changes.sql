-- SPDX-License-Identifier: MIT
-- How a scan changed its rate, for another file; seconds count from the start that it has there.
SELECT :new_scan, second + :shift_us / 1000000 AS second, rate, reason
FROM rate_change
WHERE scan = :scan
ORDER BY second;
