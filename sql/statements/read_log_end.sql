-- SPDX-License-Identifier: MIT
-- The last row of the log, and the last that is folded.
SELECT (SELECT coalesce(max(rowid), 0) FROM reply_log) AS last_row, log_row AS folded_row
FROM fold;
