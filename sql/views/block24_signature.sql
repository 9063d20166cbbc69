-- SPDX-License-Identifier: MIT
-- How many /24 blocks were lit by the same study probes.

CREATE VIEW block24_signature AS
SELECT
  scan,
  network_alive,
  count(*) AS blocks
FROM block24
GROUP BY scan, network_alive;
