-- SPDX-License-Identifier: MIT
-- What came to a scan and was no reply, for another file; seconds as in read_kept_health.
SELECT :new_scan, second + (:shift_us + 500000) / 1000000 AS second, reason, packets
FROM unsolicited
WHERE scan = :scan
ORDER BY second, reason;
