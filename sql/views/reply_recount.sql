-- SPDX-License-Identifier: MIT
-- Replies and their duplicates by sort, as the table reply_sort has them and counted again: two rows a sort.
-- Not of scans whose replies are not in the file.

CREATE VIEW reply_recount AS
WITH counted AS MATERIALIZED (
  SELECT
    scan,
    sort,
    sum(replies) AS replies,
    sum(duplicates) AS duplicates,
    sum(kept_replies) AS kept_replies,
    sum(kept_duplicates) AS kept_duplicates
  FROM (
    SELECT scan, sort, 1 AS replies, duplicates, 0 AS kept_replies, 0 AS kept_duplicates
    FROM reply_row
    UNION ALL
    SELECT scan, sort, 0, 0, replies, duplicates
    FROM reply_sort
  )
  WHERE scan NOT IN (SELECT scan FROM scan_contents WHERE NOT has_replies)
  GROUP BY sort, scan
)
SELECT scan, sort, 'replies' AS what, replies AS counted, kept_replies AS kept
FROM counted
UNION ALL
SELECT scan, sort, 'duplicates', duplicates, kept_duplicates
FROM counted;
