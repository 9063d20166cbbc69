-- SPDX-License-Identifier: MIT
-- What signatures are taken to mean: one row a signature of addresses that replied to a study probe, with how
-- many addresses have it. The definitions that figures rest on stand here, once: change one here and all
-- reports follow. But for is_tarpit, the columns are masks like those of `signature`.

CREATE VIEW conclusion AS
SELECT
  reply.*,
  -- The five levels; an address has one if the mask is not 0.
  protocol_reply | error_direct | error_indirect AS network_alive, -- sent any reply
  syn_ack | rst AS transport_active,
  syn_ack AS transport_alive,                                      -- port by port
  udp_valid | udp_invalid AS application_active,
  udp_valid AS application_alive,
  -- Other conclusions.
  error_direct | error_indirect AS icmp_error,
  echo_reply | syn_ack | udp_valid AS positive, -- the kinds that reply_kind calls positive
  echo_reply | syn_ack | rst | udp_valid | udp_invalid | (port_unreachable_direct & udp_mask)
    AS active, -- in Fig 5; a port unreachable from the target itself is UDP's negative reply
  syn_ack <> 0 AND syn_ack = tcp_mask AS is_tarpit -- SYN-ACK on every TCP study port
FROM (
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
    signature.port_unreachable_direct,
    echo_reply | syn_ack | rst | tcp_other | udp_valid | udp_invalid
      AS protocol_reply, -- in the probe's own protocol; all that is no ICMP error
    port_unreachable_direct | port_unreachable_indirect AS port_unreachable,
    host_unreachable_direct | host_unreachable_indirect AS host_unreachable,
    other_unreachable_direct | other_unreachable_indirect AS other_unreachable,
    other_error_direct | other_error_indirect AS other_error,
    port_unreachable_direct | host_unreachable_direct | other_unreachable_direct | other_error_direct
      AS error_direct,
    port_unreachable_indirect | host_unreachable_indirect | other_unreachable_indirect | other_error_indirect
      AS error_indirect,
    study_mask.tcp AS tcp_mask,
    study_mask.udp AS udp_mask
  -- CROSS JOIN, so that SQLite takes the scan first and reads its signatures in one go.
  FROM study_mask
  CROSS JOIN signature
  WHERE signature.scan = study_mask.scan
) AS reply
-- Not those who answered the control probe alone.
WHERE protocol_reply | error_direct | error_indirect;
