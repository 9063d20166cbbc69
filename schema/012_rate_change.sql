-- SPDX-License-Identifier: MIT
-- When and why a scan with --adapt changed its rate.

CREATE TABLE rate_reason (
  reason INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  meaning TEXT NOT NULL
) STRICT;

INSERT INTO rate_reason (reason, name, meaning)
VALUES
  (1, 'drops', 'replies were dropped by the kernel, the interface or between threads'),
  (2, 'refused', 'the interface refused packets'),
  (3, 'fewer_hits', 'a smaller share of the probes was answered than before'),
  (4, 'recovered', 'nothing was lost for a while: a little faster again');

CREATE TABLE rate_change (
  scan INTEGER NOT NULL REFERENCES scan (scan),
  second INTEGER NOT NULL CHECK (second >= 0), -- since scan.started_us, as in health
  rate REAL NOT NULL CHECK (rate > 0),         -- packets a second from then on
  reason INTEGER NOT NULL REFERENCES rate_reason (reason),
  PRIMARY KEY (scan, second)
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 12;
