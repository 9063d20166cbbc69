-- SPDX-License-Identifier: MIT
-- title: Which replies come together
-- figure: section 6
-- answers: The joint distribution of replies: each address is in the one row that tells all it sent to the
--   study probes, as probe:class words in probe order. The classes are those of reply_kind, in the order of
--   the kinds, with a comma between them: the two sorts of RST are one class, and so are all ICMP errors.
--   Shares are of all network alive addresses; the most frequent pattern comes first.
-- parameters: :scan - number of the scan; unset, the newest

WITH
heard AS MATERIALIZED (
  SELECT
    echo_reply,
    syn_ack,
    rst,
    tcp_other,
    udp_valid,
    udp_invalid,
    icmp_error,
    network_alive,
    sum(addresses) AS addresses
  FROM conclusion
  WHERE scan = coalesce(:scan, (SELECT scan FROM newest_scan))
  GROUP BY echo_reply, syn_ack, rst, tcp_other, udp_valid, udp_invalid, icmp_error
),
study AS MATERIALIZED (
  SELECT name, bit
  FROM study_probe
  WHERE scan = coalesce(:scan, (SELECT scan FROM newest_scan))
  ORDER BY probe
),
total AS MATERIALIZED (
  SELECT sum(addresses) AS addresses
  FROM heard
)
SELECT
  (
    SELECT group_concat(
      name || ':' || substr(
        iif(echo_reply & bit, ',echo_reply', '')
        || iif(syn_ack & bit, ',syn_ack', '')
        || iif(rst & bit, ',rst', '')
        || iif(tcp_other & bit, ',tcp_other', '')
        || iif(udp_valid & bit, ',udp_valid', '')
        || iif(udp_invalid & bit, ',udp_invalid', '')
        || iif(icmp_error & bit, ',icmp_error', ''), 2), ' ')
    FROM study
    WHERE heard.network_alive & study.bit
  ) AS pattern,
  heard.addresses,
  1.0 * heard.addresses / total.addresses AS share
FROM heard
CROSS JOIN total
ORDER BY heard.addresses DESC, pattern;
