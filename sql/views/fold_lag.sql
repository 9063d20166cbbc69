-- SPDX-License-Identifier: MIT
-- How many more replies are stored than the summaries tell of, by scan: no row is good.

CREATE VIEW fold_lag AS
SELECT
  scan,
  sum(stored) AS unfolded
FROM (
  SELECT scan, count(*) AS stored
  FROM reply_row
  GROUP BY scan
  UNION ALL
  SELECT scan, -sum(replies)
  FROM reply_sort
  GROUP BY scan
)
GROUP BY scan
HAVING sum(stored) <> 0;
