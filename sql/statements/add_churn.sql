-- SPDX-License-Identifier: MIT
-- Counts the addresses that are in both scans. Both are read in the order of their addresses, each once.
INSERT INTO churn (scan, before, signature, signature_before, addresses)
SELECT :scan, :before, host.signature, earlier.signature, count(*)
FROM host
CROSS JOIN host AS earlier ON earlier.scan = :before AND earlier.address = host.address
WHERE host.scan = :scan
GROUP BY host.signature, earlier.signature;
