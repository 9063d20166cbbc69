-- SPDX-License-Identifier: MIT
-- The first table or index that begins at no page of the file, or where another does.
SELECT name
FROM (
  SELECT name, rootpage, count(*) OVER (PARTITION BY rootpage) AS users
  FROM sqlite_schema
  WHERE type IN ('table', 'index')
)
WHERE users > 1
OR typeof(rootpage) <> 'integer'
OR rootpage < 2
OR rootpage > (SELECT page_count FROM pragma_page_count)
LIMIT 1;
