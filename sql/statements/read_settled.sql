-- SPDX-License-Identifier: MIT
-- Up to which slot the newest run of a scan settled all, and the farthest that any did.
SELECT (
    SELECT settled_slot
    FROM run
    WHERE scan = :scan
    ORDER BY run DESC
    LIMIT 1
  ) AS newest,
  coalesce(max(settled_slot), 0) AS farthest
FROM run
WHERE scan = :scan;
