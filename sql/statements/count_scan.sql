-- SPDX-License-Identifier: MIT
-- Whether the file has a scan of that number.
SELECT count(*)
FROM scan
WHERE scan = :scan;
