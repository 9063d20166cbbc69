-- SPDX-License-Identifier: MIT
-- The probes that lit each /24 block, counted again from the addresses in it.

CREATE VIEW block24_recount AS
SELECT
  lit.scan,
  lit.block,
  sum(DISTINCT study_probe.bit) AS probes -- SQLite has no bit_or, but this is the same for single bits
FROM (
  SELECT DISTINCT host.address >> 8 AS block, host.scan, signature.probes
  FROM host
  JOIN signature ON signature.scan = host.scan AND signature.signature = host.signature
) AS lit
JOIN study_probe ON study_probe.scan = lit.scan AND (lit.probes & study_probe.bit) <> 0
GROUP BY lit.block, lit.scan;
