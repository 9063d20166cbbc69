-- SPDX-License-Identifier: MIT
-- Rows that refer to a row that is not there; columns as in queries/check.sql.
SELECT NULL AS scan, printf('%s: %d rows refer to no row of %s', missing."table", count(*),
  missing.parent) AS problem, 0 AS expected, count(*) AS found
FROM pragma_foreign_key_check(NULL, 'main') AS missing
GROUP BY missing."table", missing.parent;
