-- SPDX-License-Identifier: MIT
-- Whether a scan is compared with an earlier one, for another file.
SELECT :new_scan, :new_before
FROM comparison
WHERE scan = :scan
AND before = :before;
