-- SPDX-License-Identifier: MIT
-- The probes of a scan, in their order.
SELECT name, payload
FROM probe
WHERE scan = :scan
ORDER BY probe;
