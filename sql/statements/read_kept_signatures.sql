-- SPDX-License-Identifier: MIT
-- What a scan's addresses have shown, for another file.
SELECT :new_scan, iif(:is_renumbered, ranked.rank, ranked.signature) AS signature, hosts, probes, protocol_reply,
  error_direct, error_indirect, udp_port_unreachable, echo_reply, syn_ack, rst, tcp_other, udp_valid, udp_invalid,
  port_unreachable_direct, port_unreachable_indirect, host_unreachable_direct, host_unreachable_indirect,
  other_unreachable_direct, other_unreachable_indirect, other_error_direct, other_error_indirect, first_attempt,
  control_syn_ack
FROM signature_rank AS ranked
JOIN signature ON signature.scan = ranked.scan AND signature.signature = ranked.signature
WHERE ranked.scan = :scan
ORDER BY 2;
