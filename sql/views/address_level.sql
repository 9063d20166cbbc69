-- SPDX-License-Identifier: MIT
-- The levels of the addresses that have a signature: one row a signature of addresses that replied to a study
-- probe.

CREATE VIEW address_level AS
SELECT
  scan,
  signature,
  (network_alive <> 0)
    | ((transport_active <> 0) << 1)
    | ((transport_alive <> 0) << 2)
    | ((application_active <> 0) << 3)
    | ((application_alive <> 0) << 4) AS levels, -- bits as in churn_level
  addresses -- that have the signature
FROM conclusion;
