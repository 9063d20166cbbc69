-- SPDX-License-Identifier: MIT
-- Adds an earlier step to where a scan's rows come from.
INSERT INTO provenance (scan, step, action, parent_sha256, parent_scan, level, has_opt_outs, key_id, made_us, version,
  licence, contact, terms)
VALUES (:scan, :step, :action, :parent_sha256, :parent_scan, :level, :has_opt_outs, :key_id, :made_us, :version,
  :licence, :contact, :terms);
