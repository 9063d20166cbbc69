-- SPDX-License-Identifier: MIT
-- Where a scan's rows came from until now, for another file.
SELECT :new_scan, step, action, parent_sha256, parent_scan, level, has_opt_outs, key_id, made_us, version, licence,
  contact, terms
FROM provenance
WHERE scan = :scan
ORDER BY step;
