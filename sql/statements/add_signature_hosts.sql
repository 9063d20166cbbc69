-- SPDX-License-Identifier: MIT
-- Adds to the number of addresses that have a signature, be it new or not. Masks in the order of signature_mask.
INSERT INTO signature (
  scan, signature, hosts, probes, protocol_reply, error_direct, error_indirect, udp_port_unreachable,
  echo_reply, syn_ack, rst, tcp_other, udp_valid, udp_invalid, port_unreachable_direct,
  port_unreachable_indirect, host_unreachable_direct, host_unreachable_indirect,
  other_unreachable_direct, other_unreachable_indirect, other_error_direct, other_error_indirect,
  first_attempt, control_syn_ack
)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,
  ?23, ?24)
ON CONFLICT (scan, signature) DO UPDATE SET hosts = hosts + excluded.hosts;
