-- SPDX-License-Identifier: MIT
-- Counts the addresses that are in both scans of a pair.
INSERT INTO churn (scan, before, signature, signature_before, addresses)
SELECT scan, before, signature, signature_before, addresses
FROM churn_recount
WHERE scan = :scan
AND before = :before;
