-- SPDX-License-Identifier: MIT
-- The addresses that a scan was sent from: its own, and those of runs that went on with it elsewhere.
SELECT source
FROM scan
WHERE scan = :scan
UNION
SELECT source
FROM run
WHERE scan = :scan;
