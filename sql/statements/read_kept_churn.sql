-- SPDX-License-Identifier: MIT
-- What became of a scan's addresses, for another file that has the same numbers.
SELECT :new_scan, before, signature, signature_before, addresses
FROM churn
WHERE scan = :scan
ORDER BY before, signature, signature_before;
