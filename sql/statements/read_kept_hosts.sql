-- SPDX-License-Identifier: MIT
-- The addresses that replied to a scan, for another file.
SELECT :new_scan, address, signature
FROM host
WHERE scan = :scan
ORDER BY address;
