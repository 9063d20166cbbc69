-- SPDX-License-Identifier: MIT
-- What the scans tell of the address, newest first.
SELECT scan, conclusion
FROM temp.finding
ORDER BY scan DESC;
