-- SPDX-License-Identifier: MIT
-- Whether there is such a level of addresses, and the names of all.
SELECT sum(level = :level) AS is_there, group_concat(level, ', ') AS names
FROM (
  SELECT level
  FROM churn_level
  WHERE unit = 'address'
  ORDER BY position
);
