-- SPDX-License-Identifier: MIT
-- The numbers that signatures get in a file without addresses: the most frequent first. Their own come
-- from the order in which addresses were met, and would tell of it.

CREATE VIEW signature_rank AS
SELECT
  scan,
  signature,
  row_number() OVER (
    PARTITION BY scan
    ORDER BY hosts DESC, probes, protocol_reply, error_direct, error_indirect, udp_port_unreachable,
      echo_reply, syn_ack, rst, tcp_other, udp_valid, udp_invalid, port_unreachable_direct,
      port_unreachable_indirect, host_unreachable_direct, host_unreachable_indirect,
      other_unreachable_direct, other_unreachable_indirect, other_error_direct, other_error_indirect,
      first_attempt, control_syn_ack
  ) AS rank
FROM signature;
