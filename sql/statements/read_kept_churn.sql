-- SPDX-License-Identifier: MIT
-- What became of an earlier scan's addresses in a scan, for another file.
SELECT :new_scan, :new_before, signature, signature_before, addresses
FROM churn
WHERE scan = :scan
AND before = :before
ORDER BY signature, signature_before;
