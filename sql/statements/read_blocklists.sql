-- SPDX-License-Identifier: MIT
-- The blocklists that a scan had in force.
SELECT name, text
FROM blocklist
WHERE scan = :scan
ORDER BY name;
