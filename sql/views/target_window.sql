-- SPDX-License-Identifier: MIT
-- How far apart the first attempts of one target were sent: one row a distance.

CREATE VIEW target_window AS
SELECT
  scan,
  window_us, -- from the first probe of a target to its last
  targets,   -- how many had this window
  sum(targets) OVER (PARTITION BY scan ORDER BY window_us) AS targets_within, -- this one or a shorter one
  sum(targets) OVER (PARTITION BY scan) AS targets_measured                   -- any
FROM window_count;
