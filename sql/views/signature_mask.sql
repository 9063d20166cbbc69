-- SPDX-License-Identifier: MIT
-- The masks of the table signature, by position among them: which class of replies each is for, and whether for
-- direct or indirect ones; NULL if for both. The last two are not about a class.

CREATE VIEW signature_mask (position, name, class, direct) AS
VALUES
  (0, 'echo_reply', 'echo_reply', NULL),
  (1, 'syn_ack', 'syn_ack', NULL),
  (2, 'rst', 'rst', NULL),
  (3, 'tcp_other', 'tcp_other', NULL),
  (4, 'udp_valid', 'udp_valid', NULL),
  (5, 'udp_invalid', 'udp_invalid', NULL),
  (6, 'port_unreachable_direct', 'port_unreachable', 1),
  (7, 'port_unreachable_indirect', 'port_unreachable', 0),
  (8, 'host_unreachable_direct', 'host_unreachable', 1),
  (9, 'host_unreachable_indirect', 'host_unreachable', 0),
  (10, 'other_unreachable_direct', 'other_unreachable', 1),
  (11, 'other_unreachable_indirect', 'other_unreachable', 0),
  (12, 'other_error_direct', 'other', 1),
  (13, 'other_error_indirect', 'other', 0),
  (14, 'first_attempt', NULL, NULL),
  (15, 'control_syn_ack', NULL, NULL);
