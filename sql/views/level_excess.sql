-- SPDX-License-Identifier: MIT
-- What is in the file of a scan that its share level leaves out: no row is good.

CREATE VIEW level_excess AS
SELECT contents.scan, contents.level, 'host' AS what
FROM scan_contents AS contents
WHERE NOT contents.has_hosts
AND EXISTS (SELECT 1 FROM host WHERE host.scan = contents.scan)
UNION ALL
SELECT contents.scan, contents.level, 'block24'
FROM scan_contents AS contents
WHERE NOT contents.has_blocks
AND EXISTS (SELECT 1 FROM block24 WHERE block24.scan = contents.scan)
UNION ALL
SELECT contents.scan, contents.level, 'target_range'
FROM scan_contents AS contents
WHERE NOT contents.has_ranges
AND EXISTS (SELECT 1 FROM target_range WHERE target_range.scan = contents.scan)
UNION ALL
SELECT contents.scan, contents.level, 'blocklist'
FROM scan_contents AS contents
WHERE NOT contents.has_ranges
AND EXISTS (SELECT 1 FROM blocklist WHERE blocklist.scan = contents.scan)
UNION ALL
SELECT contents.scan, contents.level, 'reply'
FROM scan_contents AS contents
WHERE NOT contents.has_replies
AND EXISTS (
  SELECT 1
  FROM reply_row
  WHERE reply_row.reply >= contents.scan << 52
  AND reply_row.reply < (contents.scan + 1) << 52
)
UNION ALL
SELECT contents.scan, contents.level, 'setting'
FROM scan_contents AS contents
WHERE NOT contents.has_ranges
AND EXISTS (
  SELECT 1
  FROM setting
  WHERE setting.scan = contents.scan
  AND setting.name NOT IN (SELECT name FROM open_setting)
)
UNION ALL
SELECT contents.scan, contents.level, 'scan: key, seed or source'
FROM scan_contents AS contents
JOIN scan ON scan.scan = contents.scan
WHERE NOT contents.has_ranges
AND (scan.key <> zeroblob(16) OR scan.seed <> 0 OR scan.source <> 0)
UNION ALL
SELECT contents.scan, contents.level, 'run: source or detail'
FROM scan_contents AS contents
WHERE NOT contents.has_ranges
AND EXISTS (
  SELECT 1
  FROM run
  WHERE run.scan = contents.scan
  AND (run.source <> 0 OR run.detail IS NOT NULL)
);
