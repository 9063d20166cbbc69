-- SPDX-License-Identifier: MIT
-- What each address has shown: one row an address of a scan that replied to a study probe. Every column but
-- the last is a mask: its bit 1 << probe is set if that study probe drew such a reply. SQLite has no bit_or,
-- but the sum of distinct single bits is the same.

CREATE VIEW host AS
SELECT
  scan,
  address,
  sum(DISTINCT (class = 'echo_reply') * bit) AS echo_reply,
  sum(DISTINCT (class = 'syn_ack') * bit) AS syn_ack,
  sum(DISTINCT (class = 'rst') * bit) AS rst, -- with ACK or without
  sum(DISTINCT (class = 'tcp_other') * bit) AS tcp_other,
  sum(DISTINCT (class = 'udp_valid') * bit) AS udp_valid,
  sum(DISTINCT (class = 'udp_invalid') * bit) AS udp_invalid,
  -- ICMP errors: sent as the target itself (direct), or in place of another address (indirect)
  sum(DISTINCT (class = 'port_unreachable' AND direct) * bit) AS port_unreachable_direct,
  sum(DISTINCT (class = 'port_unreachable' AND NOT direct) * bit) AS port_unreachable_indirect,
  sum(DISTINCT (class = 'host_unreachable' AND direct) * bit) AS host_unreachable_direct,
  sum(DISTINCT (class = 'host_unreachable' AND NOT direct) * bit) AS host_unreachable_indirect,
  sum(DISTINCT (class = 'other_unreachable' AND direct) * bit) AS other_unreachable_direct,
  sum(DISTINCT (class = 'other_unreachable' AND NOT direct) * bit) AS other_unreachable_indirect,
  sum(DISTINCT (class = 'other' AND direct) * bit) AS other_error_direct,
  sum(DISTINCT (class = 'other' AND NOT direct) * bit) AS other_error_indirect,
  sum(DISTINCT (attempt = 1) * bit) AS first_attempt, -- any reply to the first transmission
  max(bit = 0 AND class = 'syn_ack') AS control_syn_ack -- 1 if the control probe drew a SYN-ACK, else 0
FROM reply_class
GROUP BY scan, address
HAVING max(bit) > 0;
