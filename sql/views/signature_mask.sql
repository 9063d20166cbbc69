-- SPDX-License-Identifier: MIT
-- The masks of the table signature, by position among them: which class of replies each is for, and
-- whether for direct or indirect ones; NULL if for both. Those without a class are for several: view
-- sort_mask.

CREATE VIEW signature_mask (position, name, class, direct) AS
VALUES
  (0, 'probes', NULL, NULL),
  (1, 'protocol_reply', NULL, NULL),
  (2, 'error_direct', NULL, NULL),
  (3, 'error_indirect', NULL, NULL),
  (4, 'udp_port_unreachable', NULL, NULL),
  (5, 'echo_reply', 'echo_reply', NULL),
  (6, 'syn_ack', 'syn_ack', NULL),
  (7, 'rst', 'rst', NULL),
  (8, 'tcp_other', 'tcp_other', NULL),
  (9, 'udp_valid', 'udp_valid', NULL),
  (10, 'udp_invalid', 'udp_invalid', NULL),
  (11, 'port_unreachable_direct', 'port_unreachable', 1),
  (12, 'port_unreachable_indirect', 'port_unreachable', 0),
  (13, 'host_unreachable_direct', 'host_unreachable', 1),
  (14, 'host_unreachable_indirect', 'host_unreachable', 0),
  (15, 'other_unreachable_direct', 'other_unreachable', 1),
  (16, 'other_unreachable_indirect', 'other_unreachable', 0),
  (17, 'other_error_direct', 'other', 1),
  (18, 'other_error_indirect', 'other', 0),
  (19, 'first_attempt', NULL, NULL),
  (20, 'control_syn_ack', NULL, NULL);
