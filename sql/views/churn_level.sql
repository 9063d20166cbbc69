-- SPDX-License-Identifier: MIT
-- The levels by which scans are compared, with the bit that each has in the column `levels` of address_level
-- or block24_level.

CREATE VIEW churn_level (unit, position, level, bit) AS
VALUES
  ('address', 0, 'network_alive', 1 << 0),
  ('address', 1, 'transport_active', 1 << 1),
  ('address', 2, 'transport_alive', 1 << 2),
  ('address', 3, 'application_active', 1 << 3),
  ('address', 4, 'application_alive', 1 << 4),
  ('block24', 5, 'network_alive', 1 << 0),
  ('block24', 6, 'icmp', 1 << 1), -- the families: see block24_level
  ('block24', 7, 'tcp', 1 << 2),
  ('block24', 8, 'udp', 1 << 3);
