-- SPDX-License-Identifier: MIT
-- What came to a scan and was no reply, for another file; seconds count from the start that it has there.
SELECT :new_scan, second + :shift_us / 1000000 AS second, reason, packets
FROM unsolicited
WHERE scan = :scan
ORDER BY second, reason;
