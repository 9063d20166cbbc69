-- SPDX-License-Identifier: MIT
-- title: Transport active addresses by the number of ports that answered
-- figure: Fig 4a
-- answers: On how many of the TCP study ports the transport active addresses sent a SYN-ACK or RST. The split
--   looks at all ports of an address together: only RSTs, only SYN-ACKs, or both. The share is of all
--   transport active addresses.
-- parameters: :scan - number of the scan; unset, the newest

WITH
port AS MATERIALIZED (
  SELECT row_number() OVER (ORDER BY probe) AS number, bit
  FROM study_probe
  WHERE scan = coalesce(:scan, (SELECT scan FROM newest_scan))
  AND family = 'tcp'
),
heard AS MATERIALIZED (
  SELECT transport_active, syn_ack, rst, sum(addresses) AS addresses
  FROM conclusion
  WHERE scan = coalesce(:scan, (SELECT scan FROM newest_scan))
  AND transport_active <> 0
  GROUP BY syn_ack, rst
),
counted AS MATERIALIZED (
  SELECT
    (SELECT count(*) FROM port WHERE (heard.transport_active & port.bit) <> 0) AS ports,
    syn_ack,
    rst,
    addresses
  FROM heard
)
SELECT
  port.number AS ports,
  coalesce(sum(addresses) FILTER (WHERE syn_ack = 0), 0) AS rst_only,
  coalesce(sum(addresses) FILTER (WHERE syn_ack <> 0 AND rst <> 0), 0) AS both,
  coalesce(sum(addresses) FILTER (WHERE rst = 0), 0) AS synack_only,
  coalesce(sum(addresses), 0) AS addresses,
  1.0 * coalesce(sum(addresses), 0) / (SELECT sum(addresses) FROM counted) AS share
FROM port
LEFT JOIN counted ON counted.ports = port.number
GROUP BY port.number
ORDER BY port.number;
