-- SPDX-License-Identifier: MIT
-- Records that a scan, or a shard of it, was taken over from another file; :level is a name.
INSERT INTO provenance (scan, step, action, parent_sha256, parent_scan, level, has_opt_outs, key_id, made_us, version)
SELECT :scan, coalesce(max(step), 0) + 1, 'merge', :parent_sha256, :parent_scan,
  (SELECT level FROM share_level WHERE name = :level), 0, nullif(:key_id, ''), :made_us, :version
FROM provenance
WHERE scan = :scan;
