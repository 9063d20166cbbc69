-- SPDX-License-Identifier: MIT
-- title: Addresses at each level of liveness
-- figure: section 2
-- answers: How many addresses are alive or active at each level. Addresses are those that sent a reply to a
--   study probe, the target's own or not; each share is of the network alive ones, so the first is 1.
-- parameters: :scan - number of the scan; unset, the newest

WITH counted AS MATERIALIZED (
  SELECT
    coalesce(sum(addresses) FILTER (WHERE network_alive), 0) AS network_alive,
    coalesce(sum(addresses) FILTER (WHERE transport_active), 0) AS transport_active,
    coalesce(sum(addresses) FILTER (WHERE transport_alive), 0) AS transport_alive,
    coalesce(sum(addresses) FILTER (WHERE application_active), 0) AS application_active,
    coalesce(sum(addresses) FILTER (WHERE application_alive), 0) AS application_alive
  FROM conclusion
  WHERE scan = coalesce(:scan, (SELECT scan FROM newest_scan))
),
level (position, level, addresses) AS (
  SELECT 1, 'network_alive', network_alive FROM counted
  UNION ALL
  SELECT 2, 'transport_active', transport_active FROM counted
  UNION ALL
  SELECT 3, 'transport_alive', transport_alive FROM counted
  UNION ALL
  SELECT 4, 'application_active', application_active FROM counted
  UNION ALL
  SELECT 5, 'application_alive', application_alive FROM counted
)
SELECT
  level.level,
  level.addresses,
  1.0 * level.addresses / counted.network_alive AS share
FROM level
CROSS JOIN counted
ORDER BY level.position;
