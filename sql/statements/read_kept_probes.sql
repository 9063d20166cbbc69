-- SPDX-License-Identifier: MIT
-- The probes of a scan as another file keeps them: payloads on request.
SELECT :new_scan, probe, name, family, port, is_study, iif(:has_payloads, payload, NULL) AS payload
FROM probe
WHERE scan = :scan
ORDER BY probe;
