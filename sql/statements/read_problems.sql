-- SPDX-License-Identifier: MIT
-- The problems found, in the order in which they were.
SELECT step, scan, problem, expected, found
FROM temp.problem
ORDER BY rowid;
