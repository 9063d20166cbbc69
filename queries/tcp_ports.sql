-- SPDX-License-Identifier: MIT
-- title: Transport active addresses on each TCP port
-- figure: Fig 4b
-- answers: How many addresses sent a SYN-ACK or RST from each TCP study port, and which of the two. Both is
--   possible: the two attempts may draw different replies. Only counts the addresses that are active on no
--   other study port; its share is of all transport active addresses.
-- parameters: :scan - number of the scan; unset, the newest

WITH heard AS MATERIALIZED (
  SELECT transport_active, syn_ack, rst, sum(addresses) AS addresses
  FROM conclusion
  WHERE scan = coalesce(:scan, (SELECT scan FROM newest_scan))
  AND transport_active <> 0
  GROUP BY syn_ack, rst
)
SELECT
  name AS probe,
  coalesce(sum(addresses), 0) AS active,
  coalesce(sum(addresses) FILTER (WHERE (syn_ack & bit) AND NOT (rst & bit)), 0) AS synack_only,
  coalesce(sum(addresses) FILTER (WHERE (rst & bit) AND NOT (syn_ack & bit)), 0) AS rst_only,
  coalesce(sum(addresses) FILTER (WHERE (syn_ack & bit) AND (rst & bit)), 0) AS both,
  coalesce(sum(addresses) FILTER (WHERE transport_active = bit), 0) AS only,
  1.0 * coalesce(sum(addresses) FILTER (WHERE transport_active = bit), 0)
    / (SELECT sum(addresses) FROM heard) AS only_share
FROM study_probe
LEFT JOIN heard ON (heard.transport_active & study_probe.bit) <> 0
WHERE scan = coalesce(:scan, (SELECT scan FROM newest_scan))
AND family = 'tcp'
GROUP BY probe, name
ORDER BY study_probe.probe;
