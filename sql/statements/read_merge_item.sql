-- SPDX-License-Identifier: MIT
-- What decides with which others a scan is merged, and where it stands among them.
SELECT
  scan.started_us,
  contents.has_ranges AND contents.has_replies AS can_unite, -- else nobody can tell that it is a shard
  coalesce((SELECT CAST(value AS INTEGER) FROM setting WHERE scan = :scan AND name = 'shard'), 0) AS shard,
  coalesce((SELECT CAST(value AS INTEGER) FROM setting WHERE scan = :scan AND name = 'shards'), 1) AS shards
FROM scan
JOIN scan_contents AS contents ON contents.scan = scan.scan
WHERE scan.scan = :scan;
