-- SPDX-License-Identifier: MIT
-- The scans of the first and the last row of the log, up to a row; NULL if there is none.
SELECT
  (SELECT reply >> 52 FROM reply_log WHERE rowid <= :last ORDER BY rowid LIMIT 1) AS first_scan,
  (SELECT reply >> 52 FROM reply_log WHERE rowid <= :last ORDER BY rowid DESC LIMIT 1) AS last_scan;
