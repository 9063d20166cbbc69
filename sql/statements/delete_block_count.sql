-- SPDX-License-Identifier: MIT
-- Forgets a set of probes by which no block is lit any more.
DELETE FROM block24_count
WHERE scan = :scan
AND probes = :probes
AND blocks = 0;
