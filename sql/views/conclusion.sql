-- SPDX-License-Identifier: MIT
-- What signatures are taken to mean: one row a signature of addresses that replied to a study probe, with how
-- many addresses have it. The definitions that figures rest on stand here, once: change one here and all
-- reports follow. The columns are masks like those of `signature`.

CREATE VIEW conclusion AS
SELECT
  signature.scan,
  signature.signature, -- number of the signature
  signature.hosts AS addresses, -- that have it
  signature.echo_reply,
  signature.syn_ack,
  signature.rst,
  signature.tcp_other,
  signature.udp_valid,
  signature.udp_invalid,
  signature.first_attempt,
  signature.control_syn_ack,
  signature.protocol_reply,
  signature.error_direct,
  signature.error_indirect,
  port_unreachable_direct | port_unreachable_indirect AS port_unreachable,
  host_unreachable_direct | host_unreachable_indirect AS host_unreachable,
  other_unreachable_direct | other_unreachable_indirect AS other_unreachable,
  other_error_direct | other_error_indirect AS other_error,
  -- The five levels; an address has one if the mask is not 0.
  probes AS network_alive, -- sent any reply
  syn_ack | rst AS transport_active,
  syn_ack AS transport_alive, -- port by port
  udp_valid | udp_invalid AS application_active,
  udp_valid AS application_alive,
  -- Other conclusions.
  error_direct | error_indirect AS icmp_error,
  echo_reply | syn_ack | udp_valid AS positive, -- the kinds that reply_kind calls positive
  echo_reply | syn_ack | rst | udp_valid | udp_invalid | udp_port_unreachable
    AS active -- in Fig 5; a port unreachable from the target itself is UDP's negative reply
FROM signature
-- Not those who answered the control probe alone.
WHERE probes <> 0;
