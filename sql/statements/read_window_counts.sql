-- SPDX-License-Identifier: MIT
-- How far apart the probes to the targets of a scan were.
SELECT window_us, targets
FROM window_count
WHERE scan = :scan
ORDER BY window_us;
