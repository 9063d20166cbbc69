-- SPDX-License-Identifier: MIT
-- How many replies of a scan the summaries do not tell of yet: all of the newest, since they are the log's last.
SELECT iif(:scan = (SELECT scan FROM newest_scan), unfolded, 0) AS unfolded
FROM fold;
