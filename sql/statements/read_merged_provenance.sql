-- SPDX-License-Identifier: MIT
-- Where a scan's rows came from until now, for a file that it becomes part of.
SELECT :new_scan, action, parent_sha256, parent_scan, level, has_opt_outs, key_id, made_us, version, licence, contact,
  terms
FROM provenance
WHERE scan = :scan
ORDER BY step;
