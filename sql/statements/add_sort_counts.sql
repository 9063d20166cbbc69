-- SPDX-License-Identifier: MIT
-- Counts more replies of a sort.
UPDATE reply_sort
SET replies = replies + :replies, duplicates = duplicates + :duplicates
WHERE scan = :scan
AND sort = :sort;
