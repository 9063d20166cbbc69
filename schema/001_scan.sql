-- SPDX-License-Identifier: MIT
-- What was asked: the scans in this file, their settings, probes, targets and blocklists.

CREATE TABLE scan (
  scan INTEGER PRIMARY KEY CHECK (scan > 0), -- number of the scan in this file, from 1
  started_us INTEGER NOT NULL,               -- wall clock at the start, microseconds since 1970 UTC
  ended_us INTEGER,                          -- the same at the end; NULL while the scan runs, or after a crash
  exit_reason TEXT,                          -- why it ended: row of exit_reason; NULL like ended_us
  version TEXT NOT NULL,                     -- of the scanner
  seed INTEGER NOT NULL,                     -- decides the permutation and the control ports
  key BLOB NOT NULL CHECK (length(key) = 16), -- secret of the cookies (SipHash-2-4 key)
  targets INTEGER NOT NULL CHECK (targets > 0), -- addresses this scan set out to ask, after -n and shards
  attempts INTEGER NOT NULL CHECK (attempts > 0), -- transmissions of each probe to each target
  source INTEGER NOT NULL CHECK (source BETWEEN 0 AND 4294967295) -- our address, as an integer
) STRICT;

CREATE TABLE setting (
  scan INTEGER NOT NULL REFERENCES scan (scan),
  name TEXT NOT NULL,  -- the long option's name, or the name of what was found out at the start
  value TEXT NOT NULL, -- the value in force, whether given or default
  PRIMARY KEY (scan, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE probe (
  scan INTEGER NOT NULL REFERENCES scan (scan),
  probe INTEGER NOT NULL CHECK (probe BETWEEN 0 AND 61), -- position in the scan's probe list; bit number in masks
  name TEXT NOT NULL,                -- echo, ssh, telnet, http, https, cwmp, dns, ntp, control, tcp/PORT, udp/PORT
  family INTEGER NOT NULL REFERENCES family (family), -- protocol of the probe
  port INTEGER CHECK (port BETWEEN 0 AND 65535), -- destination port; NULL for echo and for control, whose port varies
  is_study INTEGER NOT NULL CHECK (is_study IN (0, 1)), -- 0 for the control probe, which is part of no figure
  payload BLOB,                      -- of a probe whose payload came from a file, else NULL
  PRIMARY KEY (scan, probe),
  UNIQUE (scan, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE target_range (
  scan INTEGER NOT NULL REFERENCES scan (scan),
  first INTEGER NOT NULL CHECK (first BETWEEN 0 AND 4294967295), -- first address of the range
  last INTEGER NOT NULL CHECK (last BETWEEN first AND 4294967295), -- last address, inclusive
  PRIMARY KEY (scan, first)
) STRICT, WITHOUT ROWID;

CREATE TABLE blocklist (
  scan INTEGER NOT NULL REFERENCES scan (scan),
  name TEXT NOT NULL,   -- file it was read from; '(built-in)' for the default one
  sha256 TEXT NOT NULL, -- of text, in hexadecimal
  text TEXT NOT NULL,   -- as it was in force
  PRIMARY KEY (scan, name)
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 1;
