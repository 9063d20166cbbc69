-- SPDX-License-Identifier: MIT
-- What became of an earlier scan's addresses in a scan, for another file.
WITH ranked AS MATERIALIZED (
  SELECT scan, signature, iif(:is_renumbered, rank, signature) AS number
  FROM signature_rank
)
SELECT :new_scan, :new_before, now.number AS signature, earlier.number AS signature_before, churn.addresses
FROM churn
JOIN ranked AS now ON now.scan = churn.scan AND now.signature = churn.signature
JOIN ranked AS earlier ON earlier.scan = churn.before AND earlier.signature = churn.signature_before
WHERE churn.scan = :scan
AND churn.before = :before
ORDER BY now.number, earlier.number;
