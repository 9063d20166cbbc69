-- SPDX-License-Identifier: MIT
-- The blocklists of a scan, for another file.
SELECT :new_scan, name, sha256, text
FROM blocklist
WHERE scan = :scan
ORDER BY name;
