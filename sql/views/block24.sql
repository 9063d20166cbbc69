-- SPDX-License-Identifier: MIT
-- Which study probes lit each /24 block: one row a block in which any address is network alive.

CREATE VIEW block24 AS
SELECT
  conclusion.scan,
  conclusion.address >> 8 AS block,              -- the upper 24 bits of its addresses
  sum(DISTINCT study_probe.bit) AS network_alive -- mask of probes that lit any address of it
FROM conclusion
JOIN study_probe
  ON study_probe.scan = conclusion.scan
  AND (conclusion.network_alive & study_probe.bit) <> 0
GROUP BY conclusion.scan, conclusion.address >> 8;
