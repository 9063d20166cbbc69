-- SPDX-License-Identifier: MIT
-- The families that lit /24 blocks: one row a set of study probes by which blocks were lit.

CREATE VIEW block24_level AS
SELECT
  block.scan,
  block.network_alive, -- mask
  1 | sum(((block.network_alive & family_mask.mask) <> 0) << family_mask.position)
    AS levels, -- bits as in churn_level
  block.blocks -- that were lit by these probes
FROM block24_signature AS block
JOIN family_mask ON family_mask.scan = block.scan
GROUP BY block.scan, block.network_alive;
