-- SPDX-License-Identifier: MIT
-- The scanned targets.
SELECT first, last
FROM target_range
WHERE scan = :scan
ORDER BY first;
