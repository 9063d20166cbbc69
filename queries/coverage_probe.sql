-- SPDX-License-Identifier: MIT
-- title: Addresses lit by each probe
-- figure: section 4.1
-- answers: How many addresses each study probe found through any reply to it. The share is of all network
--   alive addresses; only counts those that replied to no other study probe.
-- parameters: :scan - number of the scan; unset, the newest

WITH lit AS MATERIALIZED (
  SELECT network_alive AS probes, sum(addresses) AS addresses
  FROM conclusion
  WHERE scan = coalesce(:scan, (SELECT scan FROM newest_scan))
  GROUP BY network_alive
)
SELECT
  study_probe.name AS probe,
  coalesce(sum(lit.addresses), 0) AS addresses,
  1.0 * coalesce(sum(lit.addresses), 0) / (SELECT sum(addresses) FROM lit) AS share,
  coalesce(sum(lit.addresses) FILTER (WHERE lit.probes = study_probe.bit), 0) AS only
FROM study_probe
LEFT JOIN lit ON (lit.probes & study_probe.bit) <> 0
WHERE study_probe.scan = coalesce(:scan, (SELECT scan FROM newest_scan))
GROUP BY study_probe.probe, study_probe.name
ORDER BY study_probe.probe;
