-- SPDX-License-Identifier: MIT
-- Blocks that are in both scans of a compared pair, by the probes that lit them in each: how the table
-- churn24 is filled, and what it is checked against.

CREATE VIEW churn24_recount AS
SELECT
  comparison.scan,
  comparison.before,
  block24.probes,
  earlier.probes AS probes_before,
  count(*) AS blocks
FROM comparison
CROSS JOIN block24 ON block24.scan = comparison.scan
CROSS JOIN block24 AS earlier ON earlier.scan = comparison.before AND earlier.block = block24.block
GROUP BY comparison.scan, comparison.before, block24.probes, earlier.probes;
