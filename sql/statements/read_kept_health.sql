-- SPDX-License-Identifier: MIT
-- How a scan went, for another file; seconds count from the start that it has there, to the nearest one.
SELECT :new_scan, second + (:shift_us + 500000) / 1000000 AS second, probes_sent, send_failures, sending_us, captured,
  replies, kernel_drops, interface_drops, ring_drops, ring_waits
FROM health
WHERE scan = :scan
ORDER BY second;
