-- SPDX-License-Identifier: MIT
-- Replies by key: what sort of reply it was is written once, and the log and the sealed tables hold the rest.
--
-- The key of a reply is (scan << 52) | (target << 20) | sort, so that order by key is order by scan, target and
-- sort. It takes 8 bytes where the columns it stands for took 15; the view reply_row takes it apart again.

-- The views of older files; they are made again.
DROP VIEW IF EXISTS block24;
DROP VIEW IF EXISTS block24_signature;
DROP VIEW IF EXISTS conclusion;
DROP VIEW IF EXISTS distinct_reply;
DROP VIEW IF EXISTS error_category;
DROP VIEW IF EXISTS family_mask;
DROP VIEW IF EXISTS host;
DROP VIEW IF EXISTS icmp_error_count;
DROP VIEW IF EXISTS liveness;
DROP VIEW IF EXISTS newest_scan;
DROP VIEW IF EXISTS readme;
DROP VIEW IF EXISTS replies;
DROP VIEW IF EXISTS reply_class;
DROP VIEW IF EXISTS reply_count;
DROP VIEW IF EXISTS reply_row;
DROP VIEW IF EXISTS scan_health;
DROP VIEW IF EXISTS scan_unsolicited;
DROP VIEW IF EXISTS scan_verdict;
DROP VIEW IF EXISTS signature;
DROP VIEW IF EXISTS stray_reply;
DROP VIEW IF EXISTS study_probe;
DROP VIEW IF EXISTS target_window;

-- Every sort of reply that a scan drew, with how many came.
CREATE TABLE reply_sort (
  scan INTEGER NOT NULL CHECK (scan BETWEEN 1 AND 2047), -- as many as the key has room for
  sort INTEGER NOT NULL CHECK (sort BETWEEN 0 AND 1048575), -- number of the sort in its scan, by first arrival
  probe INTEGER NOT NULL CHECK (probe BETWEEN 0 AND 61), -- what was asked
  attempt INTEGER NOT NULL CHECK (attempt > 0), -- 1 first transmission, 2 delayed retransmission
  kind INTEGER NOT NULL REFERENCES reply_kind (kind),
  icmp_type INTEGER, -- of an ICMP reply, else NULL
  icmp_code INTEGER, -- of an ICMP reply, else NULL
  direct INTEGER NOT NULL CHECK (direct IN (0, 1)), -- 1 if the target answered for itself
  evidence INTEGER NOT NULL REFERENCES evidence (evidence), -- how these replies were tied to their probe
  replies INTEGER NOT NULL DEFAULT 0,    -- rows of this sort in reply_log up to fold.log_row, and sealed
  duplicates INTEGER NOT NULL DEFAULT 0, -- sum of the duplicates of these rows
  PRIMARY KEY (scan, sort)
) STRICT, WITHOUT ROWID;

INSERT INTO reply_sort (scan, sort, probe, attempt, kind, icmp_type, icmp_code, direct, evidence)
SELECT scan, row_number() OVER (PARTITION BY scan) - 1, probe, attempt, kind, icmp_type, icmp_code, direct, evidence
FROM (
  SELECT DISTINCT scan, probe, attempt, kind, icmp_type, icmp_code,
    coalesce(responder, target) = target AS direct, evidence
  FROM reply_log
);

ALTER TABLE reply_log RENAME TO reply_log_5;

-- One row a reply, appended in order of arrival while the scan runs; it has no index, so appending stays cheap. A
-- reply that comes again is counted in `duplicates` of its first row while the writer remembers it, and gets a
-- second row after that, which sealing adds to the first.
CREATE TABLE reply_log (
  reply INTEGER NOT NULL, -- key of the reply
  responder INTEGER CHECK (responder BETWEEN 0 AND 4294967295), -- source of the reply; NULL if it is the target
  ttl INTEGER NOT NULL CHECK (ttl BETWEEN 0 AND 255), -- of the reply's IP header on arrival
  time_us INTEGER NOT NULL, -- arrival, microseconds since scan.started_us
  rtt_us INTEGER,           -- round-trip time in microseconds; NULL where not known
  duplicates INTEGER NOT NULL DEFAULT 0 CHECK (duplicates >= 0) -- how many more times it came
) STRICT;

INSERT INTO reply_log
SELECT (log.scan << 52) | (log.target << 20) | sort.sort, nullif(log.responder, log.target),
  log.ttl, log.time_us, log.rtt_us, log.duplicates
FROM reply_log_5 AS log
JOIN reply_sort AS sort
  ON sort.scan = log.scan
  AND sort.probe = log.probe
  AND sort.attempt = log.attempt
  AND sort.kind = log.kind
  AND sort.icmp_type IS log.icmp_type
  AND sort.icmp_code IS log.icmp_code
  AND sort.direct = (coalesce(log.responder, log.target) = log.target)
  AND sort.evidence = log.evidence
ORDER BY log.rowid;

DROP TABLE reply_log_5;

-- Sealed replies. `reply` has those that came once and from the target itself, which are nearly all.
CREATE TABLE reply (
  reply INTEGER PRIMARY KEY, -- key of the reply
  ttl INTEGER NOT NULL,      -- this and the rest as in reply_log
  time_us INTEGER NOT NULL,
  rtt_us INTEGER
) STRICT;

-- The other sealed replies: those that came more than once, or from another address than the target.
CREATE TABLE reply_other (
  reply INTEGER NOT NULL,     -- key of the reply
  responder INTEGER NOT NULL, -- source of the reply, be it the target or not
  ttl INTEGER NOT NULL,       -- this and the rest as in reply_log
  time_us INTEGER NOT NULL,
  rtt_us INTEGER,
  duplicates INTEGER NOT NULL,
  PRIMARY KEY (reply, responder)
) STRICT, WITHOUT ROWID;

-- How far sealing has got: no row unless it was broken off.
CREATE TABLE sealing (
  log_row INTEGER NOT NULL, -- rows of reply_log up to this one are being sealed
  reply INTEGER NOT NULL    -- of these, the ones with a smaller key are sealed already
) STRICT;

PRAGMA user_version = 6;
