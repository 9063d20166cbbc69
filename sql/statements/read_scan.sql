-- SPDX-License-Identifier: MIT
-- A scan, the newest if none is named, with how far it got, and whether its file was closed: sealed, and one file.
SELECT scan.scan, scan.started_us, scan.seed, scan.key, scan.exit_reason,
  coalesce(progress.slot, 0) AS slot, coalesce(progress.slots, 0) AS slots,
  coalesce(exit_reason.is_complete, 0) AS is_complete,
  EXISTS (SELECT 1 FROM reply_log) OR (SELECT journal_mode = 'wal' FROM pragma_journal_mode) AS is_unfinished,
  scan.ended_us, scan.targets, scan.source
FROM scan
LEFT JOIN progress ON progress.scan = scan.scan
LEFT JOIN exit_reason ON exit_reason.name = scan.exit_reason
WHERE :scan IS NULL
OR scan.scan = :scan
ORDER BY scan.scan DESC
LIMIT 1;
