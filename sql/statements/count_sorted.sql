-- SPDX-License-Identifier: MIT
-- How many replies the scans have from one to another, by the counts.
SELECT coalesce(sum(replies), 0) AS replies
FROM reply_sort
WHERE scan BETWEEN :first AND :last;
