-- SPDX-License-Identifier: MIT
-- title: Probability that an address active for one probe is active for another
-- figure: Fig 5
-- answers: Of the addresses active for the probe given, how many (addresses) and what part (probability) are
--   active for the probe then: all ordered pairs of study probes. Active is, for an ICMP probe, an echo
--   reply; for a TCP probe, a SYN-ACK or RST; for a UDP probe, any payload, or a port unreachable sent by the
--   target itself. The probability is NULL if no address is active for the probe given.
-- parameters: :scan - number of the scan; unset, the newest

WITH
activity AS MATERIALIZED (
  SELECT active AS probes, sum(addresses) AS addresses
  FROM conclusion
  WHERE scan = coalesce(:scan, (SELECT scan FROM newest_scan))
  GROUP BY active
),
study AS MATERIALIZED (
  SELECT probe, name, bit
  FROM study_probe
  WHERE scan = coalesce(:scan, (SELECT scan FROM newest_scan))
)
SELECT
  one.name AS given,
  two.name AS [then],
  coalesce(sum(activity.addresses) FILTER (WHERE (activity.probes & two.bit) <> 0), 0) AS addresses,
  1.0 * coalesce(sum(activity.addresses) FILTER (WHERE (activity.probes & two.bit) <> 0), 0)
    / sum(activity.addresses) AS probability
FROM study AS one
JOIN study AS two ON two.probe <> one.probe
LEFT JOIN activity ON (activity.probes & one.bit) <> 0
GROUP BY one.probe, two.probe, one.name, two.name
ORDER BY one.probe, two.probe;
