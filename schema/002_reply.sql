-- SPDX-License-Identifier: MIT
-- What came back: the replies, in order of arrival.

-- One row a reply, appended while the scan runs; it has no index, so appending stays cheap. A reply that comes again
-- is counted in `duplicates` of its first row while the writer remembers it, and gets a second row after that:
-- the view `replies` adds the two up, so read that.
CREATE TABLE reply_log (
  scan INTEGER NOT NULL,
  target INTEGER NOT NULL CHECK (target BETWEEN 0 AND 4294967295), -- the address asked
  probe INTEGER NOT NULL CHECK (probe BETWEEN 0 AND 61),           -- what it was asked
  attempt INTEGER NOT NULL CHECK (attempt > 0), -- 1 first transmission, 2 delayed retransmission
  responder INTEGER CHECK (responder BETWEEN 0 AND 4294967295),    -- source of the reply; NULL if it is the target
  kind INTEGER NOT NULL REFERENCES reply_kind (kind),
  icmp_type INTEGER, -- of an ICMP reply, else NULL
  icmp_code INTEGER, -- of an ICMP reply, else NULL
  ttl INTEGER NOT NULL CHECK (ttl BETWEEN 0 AND 255), -- of the reply's IP header on arrival
  time_us INTEGER NOT NULL, -- arrival, microseconds since scan.started_us
  rtt_us INTEGER,           -- round-trip time in microseconds; NULL where not known
  evidence INTEGER NOT NULL REFERENCES evidence (evidence), -- how the reply was tied to its probe
  duplicates INTEGER NOT NULL DEFAULT 0 CHECK (duplicates >= 0) -- how many more times it came
) STRICT;

PRAGMA user_version = 2;
