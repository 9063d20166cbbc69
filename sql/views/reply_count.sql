-- SPDX-License-Identifier: MIT
-- How many replies of each sort came, to the control probe too, as numbers.

CREATE VIEW reply_count AS
SELECT
  scan,
  probe,
  kind,
  icmp_type,
  icmp_code,
  direct,
  attempt,
  count(*) AS replies,
  sum(duplicates) AS duplicates -- that came on top of these
FROM distinct_reply
GROUP BY scan, probe, kind, icmp_type, icmp_code, direct, attempt;
