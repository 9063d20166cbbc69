-- SPDX-License-Identifier: MIT
-- Adds an earlier step of another file after those that are there.
INSERT INTO provenance (scan, step, action, parent_sha256, parent_scan, level, has_opt_outs, key_id, made_us, version,
  licence, contact, terms)
SELECT :scan, coalesce(max(step), 0) + 1, :action, :parent_sha256, :parent_scan, :level, :has_opt_outs, :key_id,
  :made_us, :version, :licence, :contact, :terms
FROM provenance
WHERE scan = :scan;
