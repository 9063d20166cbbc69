-- SPDX-License-Identifier: MIT
-- Folding may lag behind the log where it would cost much to do in each transaction. Counts by sort do not.

CREATE TABLE reply_sort_9 AS
SELECT *
FROM reply_sort;

DROP TABLE reply_sort;

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
  replies INTEGER NOT NULL DEFAULT 0,    -- rows of this sort, in the log and sealed
  duplicates INTEGER NOT NULL DEFAULT 0, -- sum of the duplicates of these rows
  PRIMARY KEY (scan, sort)
) STRICT, WITHOUT ROWID;

-- What was not folded was not counted either.
INSERT INTO reply_sort
SELECT
  scan, sort, probe, attempt, kind, icmp_type, icmp_code, direct, evidence,
  kept.replies + coalesce(late.replies, 0),
  kept.duplicates + coalesce(late.duplicates, 0)
FROM reply_sort_9 AS kept
LEFT JOIN (
  SELECT reply >> 52 AS scan, reply & 1048575 AS sort, count(*) AS replies, sum(duplicates) AS duplicates
  FROM reply_log
  WHERE rowid > (SELECT log_row FROM fold)
  GROUP BY 1, 2
) AS late USING (scan, sort);

DROP TABLE reply_sort_9;

CREATE TABLE fold_9 AS
SELECT log_row
FROM fold;

DROP TABLE fold;

-- How far the log is folded into signature, host, block24 and block24_count; one row.
CREATE TABLE fold (
  log_row INTEGER NOT NULL, -- rowid of the last row of reply_log that is
  unfolded INTEGER NOT NULL -- how many rows come after it
) STRICT;

INSERT INTO fold
SELECT log_row, (SELECT count(*) FROM reply_log WHERE rowid > log_row)
FROM fold_9;

DROP TABLE fold_9;

PRAGMA user_version = 10;
