-- SPDX-License-Identifier: MIT
-- One row an address that replied to a study probe: is it alive, and at which level?
-- To look for an address, compare address_number: a search for text reads everything.

CREATE VIEW liveness AS
SELECT
  host.scan,
  printf('%d.%d.%d.%d', host.address >> 24, (host.address >> 16) & 255, (host.address >> 8) & 255,
    host.address & 255) AS address,
  host.address AS address_number,
  network_alive <> 0 AS network_alive, -- 1 in every row
  transport_active <> 0 AS transport_active,
  transport_alive <> 0 AS transport_alive,
  application_active <> 0 AS application_active,
  application_alive <> 0 AS application_alive,
  (
    SELECT group_concat(name, ' ')
    FROM (
      SELECT name
      FROM study_probe
      WHERE study_probe.scan = host.scan
      AND (conclusion.transport_alive & study_probe.bit) <> 0
      ORDER BY study_probe.probe
    )
  ) AS ports_alive -- TCP probes whose port is transport alive, by name; NULL if none
FROM host
-- CROSS JOIN, so that SQLite takes the addresses in order, or the one that is looked for.
CROSS JOIN conclusion ON conclusion.scan = host.scan AND conclusion.signature = host.signature;
