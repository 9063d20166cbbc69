-- SPDX-License-Identifier: MIT
-- How many /24 blocks were lit by the same study probes: a block is network alive for those that drew any
-- reply from any address of it.

CREATE VIEW block24_signature AS
SELECT
  scan,
  probes AS network_alive, -- mask
  blocks
FROM block24_count;
