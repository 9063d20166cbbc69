-- SPDX-License-Identifier: MIT
-- Addresses that are in both scans of a compared pair, by what they have shown in each: how the table churn
-- is filled, and what it is checked against. Both scans are read in the order of their addresses, each once.

CREATE VIEW churn_recount AS
SELECT
  comparison.scan,
  comparison.before,
  host.signature,
  earlier.signature AS signature_before,
  count(*) AS addresses
FROM comparison
CROSS JOIN host ON host.scan = comparison.scan
CROSS JOIN host AS earlier ON earlier.scan = comparison.before AND earlier.address = host.address
GROUP BY comparison.scan, comparison.before, host.signature, earlier.signature;
