-- SPDX-License-Identifier: MIT
-- A scan as another file keeps it: the key and, unless all is kept, what tells addresses or the order of targets are
-- replaced by zeros.
SELECT :new_scan, started_us, ended_us, exit_reason, version, iif(:is_full, seed, 0) AS seed,
  iif(:has_keys, key, zeroblob(16)) AS key, targets, attempts, iif(:is_full, source, 0) AS source
FROM scan
WHERE scan = :scan;
