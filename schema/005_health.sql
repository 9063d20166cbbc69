-- SPDX-License-Identifier: MIT
-- How the scan went: counters of each second, and how far it got.

-- Each value is what the second added, so that sums are right whatever seconds are taken.
CREATE TABLE health (
  scan INTEGER NOT NULL REFERENCES scan (scan),
  second INTEGER NOT NULL CHECK (second >= 0), -- since scan.started_us
  probes_sent INTEGER NOT NULL,       -- packets handed to the interface
  send_failures INTEGER NOT NULL,     -- packets the interface refused
  sending_us INTEGER NOT NULL,        -- time with probes to send, without waits for a retransmission delay
  captured INTEGER NOT NULL,          -- packets read from the capture: replies and unsolicited ones
  replies INTEGER NOT NULL,           -- of these, tied to a probe, duplicates included
  kernel_drops INTEGER NOT NULL,      -- by the capture buffer, which was full
  interface_drops INTEGER NOT NULL,   -- by the interface or its driver
  ring_drops INTEGER NOT NULL,        -- between our own threads
  ring_waits INTEGER NOT NULL,        -- times that capture waited for the writer; no loss
  PRIMARY KEY (scan, second)
) STRICT, WITHOUT ROWID;

CREATE TABLE unsolicited (
  scan INTEGER NOT NULL REFERENCES scan (scan),
  second INTEGER NOT NULL CHECK (second >= 0), -- since scan.started_us
  reason INTEGER NOT NULL REFERENCES unsolicited_reason (reason),
  packets INTEGER NOT NULL CHECK (packets > 0),
  PRIMARY KEY (scan, second, reason)
) STRICT, WITHOUT ROWID;

CREATE TABLE window_count (
  scan INTEGER NOT NULL REFERENCES scan (scan),
  window_us INTEGER NOT NULL CHECK (window_us >= 0), -- first to last first attempt of one target, to 1 part in 128
  targets INTEGER NOT NULL CHECK (targets > 0),      -- how many had this window
  PRIMARY KEY (scan, window_us)
) STRICT, WITHOUT ROWID;

-- Committed together with the replies: no probe before `slot` needs sending again.
CREATE TABLE progress (
  scan INTEGER PRIMARY KEY REFERENCES scan (scan),
  slot INTEGER NOT NULL, -- next slot of the schedule
  slots INTEGER NOT NULL -- slots of the whole schedule
) STRICT;

PRAGMA user_version = 5;
