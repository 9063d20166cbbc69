-- SPDX-License-Identifier: MIT
-- Addresses that were network alive in both scans of a pair that is compared, by the levels they had.

CREATE VIEW address_churn AS
SELECT
  churn.scan,
  churn.before,
  now.levels, -- bits as in churn_level
  earlier.levels AS levels_before,
  churn.addresses
FROM churn
JOIN address_level AS now ON now.scan = churn.scan AND now.signature = churn.signature
JOIN address_level AS earlier ON earlier.scan = churn.before AND earlier.signature = churn.signature_before;
