-- SPDX-License-Identifier: MIT
-- How many blocks were lit by the same probes of a scan, for another file.
SELECT :new_scan, probes, blocks
FROM block24_count
WHERE scan = :scan
ORDER BY probes;
