-- SPDX-License-Identifier: MIT
-- How much of a scan is in the file.
SELECT level, has_replies, has_hosts, has_blocks, has_ranges, key_id, has_opt_outs
FROM scan_contents
WHERE scan = :scan;
