-- SPDX-License-Identifier: MIT
-- How many addresses have shown the same: one row a distinct set of the masks of `host`, with what
-- `conclusion` makes of it. Signatures are few, so all reports that count addresses read this view.

CREATE VIEW signature AS
SELECT
  scan,
  echo_reply,
  syn_ack,
  rst,
  tcp_other,
  udp_valid,
  udp_invalid,
  port_unreachable_direct,
  port_unreachable_indirect,
  host_unreachable_direct,
  host_unreachable_indirect,
  other_unreachable_direct,
  other_unreachable_indirect,
  other_error_direct,
  other_error_indirect,
  first_attempt,
  control_syn_ack,
  -- conclusions, which follow from the columns above
  protocol_reply,
  port_unreachable,
  host_unreachable,
  other_unreachable,
  other_error,
  error_direct,
  error_indirect,
  icmp_error,
  network_alive,
  transport_active,
  transport_alive,
  application_active,
  application_alive,
  positive,
  active,
  is_tarpit,
  count(*) AS addresses -- that have this signature
FROM conclusion
GROUP BY
  scan, echo_reply, syn_ack, rst, tcp_other, udp_valid, udp_invalid,
  port_unreachable_direct, port_unreachable_indirect, host_unreachable_direct, host_unreachable_indirect,
  other_unreachable_direct, other_unreachable_indirect, other_error_direct, other_error_indirect,
  first_attempt, control_syn_ack;
