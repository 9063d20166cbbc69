-- SPDX-License-Identifier: MIT
-- Records what a scan's rows were made from just now.
INSERT INTO provenance (scan, step, action, parent_sha256, parent_scan, level, has_opt_outs, key_id, made_us, version,
  licence, contact, terms)
SELECT :scan, coalesce(max(step), 0) + 1, :action, :parent_sha256, :parent_scan, :level, :has_opt_outs, :key_id,
  :made_us, :version, :licence, :contact, :terms
FROM provenance
WHERE scan = :scan;
