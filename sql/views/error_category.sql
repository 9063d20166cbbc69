-- SPDX-License-Identifier: MIT
-- The four categories of ICMP errors: types and codes, first to last, both inclusive. Of the types of `other`
-- only 4 source quench, 5 redirect, 11 time exceeded and 12 parameter problem are ever recorded.

CREATE VIEW error_category (position, category, first_type, last_type, first_code, last_code) AS
VALUES
  (1, 'port_unreachable', 3, 3, 3, 3),
  (2, 'host_unreachable', 3, 3, 1, 1),
  (3, 'other_unreachable', 3, 3, 0, 0),
  (3, 'other_unreachable', 3, 3, 2, 2),
  (3, 'other_unreachable', 3, 3, 4, 255),
  (4, 'other', 0, 2, 0, 255),
  (4, 'other', 4, 255, 0, 255);
