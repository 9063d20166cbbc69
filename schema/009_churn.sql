-- SPDX-License-Identifier: MIT
-- What became of the addresses and blocks of one scan in a later scan of the file: counted once both have ended,
-- forgotten when one of them goes on.

-- Addresses that are in both scans, by what they have shown in each. Those that are in one alone follow from
-- signature.hosts.
CREATE TABLE churn (
  scan INTEGER NOT NULL,
  before INTEGER NOT NULL,           -- the earlier scan
  signature INTEGER NOT NULL,        -- row of signature, in scan
  signature_before INTEGER NOT NULL, -- row of signature, in before
  addresses INTEGER NOT NULL,        -- rows of host that are in both
  PRIMARY KEY (scan, before, signature, signature_before)
) STRICT, WITHOUT ROWID;

-- Blocks that are in both scans, by the probes that lit them in each.
CREATE TABLE churn24 (
  scan INTEGER NOT NULL,
  before INTEGER NOT NULL,        -- the earlier scan
  probes INTEGER NOT NULL,        -- mask as in block24, in scan
  probes_before INTEGER NOT NULL, -- the same, in before
  blocks INTEGER NOT NULL,        -- rows of block24 that are in both
  PRIMARY KEY (scan, before, probes, probes_before)
) STRICT, WITHOUT ROWID;

-- The pairs of scans that are counted in churn and churn24.
CREATE TABLE comparison (
  scan INTEGER NOT NULL REFERENCES scan (scan),
  before INTEGER NOT NULL REFERENCES scan (scan) CHECK (before < scan), -- the earlier scan
  PRIMARY KEY (scan, before)
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 9;
