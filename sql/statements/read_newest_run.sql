-- SPDX-License-Identifier: MIT
-- How the newest run of a scan ended.
SELECT is_cooled_down
FROM run
WHERE scan = :scan
ORDER BY run DESC
LIMIT 1;
