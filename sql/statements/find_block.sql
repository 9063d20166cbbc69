-- SPDX-License-Identifier: MIT
-- The probes that lit a /24 block in a scan, by name; NULL if none did.
SELECT group_concat(name, ', ') AS probes
FROM (
  SELECT study_probe.name
  FROM block24
  JOIN study_probe ON study_probe.scan = block24.scan AND (block24.probes & study_probe.bit) <> 0
  WHERE block24.scan = :scan
  AND block24.block = :block
  ORDER BY study_probe.probe
);
