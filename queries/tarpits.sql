-- SPDX-License-Identifier: MIT
-- title: Addresses that accept a connection on every port
-- figure: section 4.2
-- answers: How many addresses sent a SYN-ACK from every TCP study port (tarpits, as a share of the transport
--   alive addresses), and from the control port too (on_control_port, as a share of the tarpits). Then for
--   each TCP study probe: the addresses that sent it a SYN-ACK, their share of the transport alive ones, and
--   the inflation, which is the tarpits as a fraction of these addresses. NULL where there is nothing to
--   divide by, and for the inflation of the first two rows.
-- parameters: :scan - number of the scan; unset, the newest

WITH
heard AS MATERIALIZED (
  SELECT
    syn_ack,
    control_syn_ack,
    sum(addresses) AS addresses,
    syn_ack IN (
      SELECT syn_ack
      FROM tarpit
      WHERE scan = coalesce(:scan, (SELECT scan FROM newest_scan))
    ) AS is_tarpit
  FROM conclusion
  WHERE scan = coalesce(:scan, (SELECT scan FROM newest_scan))
  AND transport_alive <> 0
  GROUP BY syn_ack, control_syn_ack
),
total AS MATERIALIZED (
  SELECT
    coalesce(sum(addresses), 0) AS alive,
    coalesce(sum(addresses) FILTER (WHERE is_tarpit), 0) AS tarpits,
    coalesce(sum(addresses) FILTER (WHERE is_tarpit AND control_syn_ack), 0) AS on_control_port
  FROM heard
),
port AS (
  SELECT
    study_probe.probe,
    study_probe.name,
    coalesce(sum(heard.addresses), 0) AS addresses
  FROM study_probe
  LEFT JOIN heard ON (heard.syn_ack & study_probe.bit) <> 0
  WHERE study_probe.scan = coalesce(:scan, (SELECT scan FROM newest_scan))
  AND study_probe.family = 'tcp'
  GROUP BY study_probe.probe, study_probe.name
),
line (position, measure, addresses, share, inflation) AS (
  SELECT -2, 'tarpits', tarpits, 1.0 * tarpits / alive, NULL FROM total
  UNION ALL
  SELECT -1, 'on_control_port', on_control_port, 1.0 * on_control_port / tarpits, NULL FROM total
  UNION ALL
  SELECT probe, name, addresses, 1.0 * addresses / alive, 1.0 * tarpits / addresses FROM port CROSS JOIN total
)
SELECT
  measure,
  addresses,
  share,
  inflation
FROM line
ORDER BY position;
