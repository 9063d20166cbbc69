-- SPDX-License-Identifier: MIT
-- Adds a signature of another file.
INSERT INTO signature (scan, signature, hosts, probes, protocol_reply, error_direct, error_indirect,
  udp_port_unreachable, echo_reply, syn_ack, rst, tcp_other, udp_valid, udp_invalid, port_unreachable_direct,
  port_unreachable_indirect, host_unreachable_direct, host_unreachable_indirect, other_unreachable_direct,
  other_unreachable_indirect, other_error_direct, other_error_indirect, first_attempt, control_syn_ack)
VALUES (:scan, :signature, :hosts, :probes, :protocol_reply, :error_direct, :error_indirect,
  :udp_port_unreachable, :echo_reply, :syn_ack, :rst, :tcp_other, :udp_valid, :udp_invalid, :port_unreachable_direct,
  :port_unreachable_indirect, :host_unreachable_direct, :host_unreachable_indirect, :other_unreachable_direct,
  :other_unreachable_indirect, :other_error_direct, :other_error_indirect, :first_attempt, :control_syn_ack);
