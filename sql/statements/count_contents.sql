-- SPDX-License-Identifier: MIT
-- How much there is in a file, and for each share level but full what could not be checked of its scans, in words.
SELECT
  coalesce(sum(scans), 0) AS scans,
  coalesce(sum(replies), 0) AS replies, -- that there are, not those that were only counted
  coalesce(group_concat(
    iif(unchecked IS NULL, NULL, printf('; %d shared at the level ''%s'': %s', scans, level, unchecked)), ''), '') AS unchecked
FROM (
  SELECT
    contents.level,
    count(*) AS scans,
    sum(counted.replies) FILTER (WHERE contents.has_replies) AS replies,
    CASE
      WHEN contents.has_ranges THEN NULL
      WHEN contents.has_replies THEN 'what was asked is left out'
      WHEN contents.has_blocks THEN 'nothing to recount from but blocks'
      ELSE 'nothing to recount from'
    END AS unchecked
  FROM scan_contents AS contents
  LEFT JOIN (
    SELECT scan, sum(replies) AS replies
    FROM reply_sort
    GROUP BY scan
  ) AS counted ON counted.scan = contents.scan
  GROUP BY contents.level
  ORDER BY contents.level
);
