-- SPDX-License-Identifier: MIT
-- Pages, indexes and constraints that SQLite itself finds damaged; columns as in queries/check.sql.
SELECT NULL AS scan, integrity_check AS problem, NULL AS expected, NULL AS found
FROM pragma_integrity_check(100, 'main')
WHERE integrity_check <> 'ok';
