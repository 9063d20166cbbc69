-- SPDX-License-Identifier: MIT
-- How many replies of each sort came, to the control probe too, as numbers. Whatever their evidence is.

CREATE VIEW reply_count AS
SELECT
  scan,
  probe,
  kind,
  icmp_type,
  icmp_code,
  direct,
  attempt,
  sum(replies) AS replies,
  sum(duplicates) AS duplicates -- that came on top of these
FROM reply_sort
GROUP BY scan, probe, kind, icmp_type, icmp_code, direct, attempt
HAVING sum(replies) > 0;
