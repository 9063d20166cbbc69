-- SPDX-License-Identifier: MIT
-- How many replies a scan received, duplicates included.
SELECT coalesce(sum(replies), 0)
FROM health
WHERE scan = :scan;
