-- SPDX-License-Identifier: MIT
-- Blocks of 256 addresses (/24) that were network alive in both scans of a pair that is compared, by the
-- families that lit them.

CREATE VIEW block24_churn AS
SELECT
  churn24.scan,
  churn24.before,
  now.levels, -- bits as in churn_level
  earlier.levels AS levels_before,
  churn24.blocks
FROM churn24
JOIN block24_level AS now ON now.scan = churn24.scan AND now.network_alive = churn24.probes
JOIN block24_level AS earlier
  ON earlier.scan = churn24.before
  AND earlier.network_alive = churn24.probes_before;
