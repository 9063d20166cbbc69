-- SPDX-License-Identifier: MIT
-- What each address has shown, as masks: one row an address and a mask that is not 0.

CREATE VIEW host_mask AS
SELECT
  host.scan,
  host.address,
  signature_mask.position,
  CASE signature_mask.position
    WHEN 0 THEN echo_reply
    WHEN 1 THEN syn_ack
    WHEN 2 THEN rst
    WHEN 3 THEN tcp_other
    WHEN 4 THEN udp_valid
    WHEN 5 THEN udp_invalid
    WHEN 6 THEN port_unreachable_direct
    WHEN 7 THEN port_unreachable_indirect
    WHEN 8 THEN host_unreachable_direct
    WHEN 9 THEN host_unreachable_indirect
    WHEN 10 THEN other_unreachable_direct
    WHEN 11 THEN other_unreachable_indirect
    WHEN 12 THEN other_error_direct
    WHEN 13 THEN other_error_indirect
    WHEN 14 THEN first_attempt
    WHEN 15 THEN control_syn_ack
  END AS mask
FROM host
JOIN signature ON signature.scan = host.scan AND signature.signature = host.signature
CROSS JOIN signature_mask
WHERE mask <> 0;
