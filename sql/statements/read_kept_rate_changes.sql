-- SPDX-License-Identifier: MIT
-- How a scan changed its rate, for another file; seconds as in read_kept_health.
SELECT :new_scan, second + (:shift_us + 500000) / 1000000 AS second, rate, reason
FROM rate_change
WHERE scan = :scan
ORDER BY second;
