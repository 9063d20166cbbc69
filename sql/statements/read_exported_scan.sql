-- SPDX-License-Identifier: MIT
-- What exported replies need of their scan.
SELECT started_us, source
FROM scan
WHERE scan = :scan;
