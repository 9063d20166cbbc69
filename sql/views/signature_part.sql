-- SPDX-License-Identifier: MIT
-- The masks of each signature in rows: one row a signature and a mask that is not 0.

CREATE VIEW signature_part AS
SELECT
  signature.scan,
  signature.signature,
  signature_mask.position,
  signature_mask.name,
  CASE signature_mask.position
    WHEN 0 THEN signature.probes
    WHEN 1 THEN protocol_reply
    WHEN 2 THEN error_direct
    WHEN 3 THEN error_indirect
    WHEN 4 THEN udp_port_unreachable
    WHEN 5 THEN echo_reply
    WHEN 6 THEN syn_ack
    WHEN 7 THEN rst
    WHEN 8 THEN tcp_other
    WHEN 9 THEN udp_valid
    WHEN 10 THEN udp_invalid
    WHEN 11 THEN port_unreachable_direct
    WHEN 12 THEN port_unreachable_indirect
    WHEN 13 THEN host_unreachable_direct
    WHEN 14 THEN host_unreachable_indirect
    WHEN 15 THEN other_unreachable_direct
    WHEN 16 THEN other_unreachable_indirect
    WHEN 17 THEN other_error_direct
    WHEN 18 THEN other_error_indirect
    WHEN 19 THEN first_attempt
    WHEN 20 THEN control_syn_ack
  END AS mask
FROM signature
CROSS JOIN signature_mask
WHERE mask <> 0;
