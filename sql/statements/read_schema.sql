-- SPDX-License-Identifier: MIT
-- All that is in the schema but for what SQLite adds by itself: indexes of keys, and statistics.
SELECT type, name, tbl_name, sql
FROM sqlite_schema
WHERE NOT (type = 'index' AND sql IS NULL AND name LIKE 'sqlite\_autoindex\_%' ESCAPE '\')
AND NOT (type = 'table' AND name = 'sqlite_stat1' AND sql = 'CREATE TABLE sqlite_stat1(tbl,idx,stat)')
AND NOT (type = 'table' AND name = 'sqlite_stat4'
  AND sql = 'CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)')
AND (:has_views OR type <> 'view')
ORDER BY type, name;
