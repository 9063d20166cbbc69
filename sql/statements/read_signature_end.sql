-- SPDX-License-Identifier: MIT
-- The highest number of a signature of the scan; 0 if there is none.
SELECT coalesce(max(signature), 0) AS signature
FROM signature
WHERE scan = :scan;
