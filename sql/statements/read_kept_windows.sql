-- SPDX-License-Identifier: MIT
-- The windows of a scan's targets, for another file.
SELECT :new_scan, window_us, targets
FROM window_count
WHERE scan = :scan
ORDER BY window_us;
