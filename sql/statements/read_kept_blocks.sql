-- SPDX-License-Identifier: MIT
-- The blocks that replied to a scan, for another file.
SELECT :new_scan, block, probes
FROM block24
WHERE scan = :scan
ORDER BY block;
