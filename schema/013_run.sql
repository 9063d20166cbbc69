-- SPDX-License-Identifier: MIT
-- More reasons why scans end, and the runs of each: one, and another each time that it is gone on with.

INSERT INTO exit_reason (name, is_complete, meaning)
VALUES
  ('terminated', 0, 'it was told to end (SIGTERM)'),
  ('hung_up', 0, 'its terminal was closed (SIGHUP)'),
  ('max_replies', 0, 'as many replies as were asked for had come'),
  ('min_hit_rate', 0, 'fewer of the probes were answered than was asked for'),
  ('link_lost', 0, 'the network interface lost its link'),
  ('gateway_lost', 0, 'the gateway did not answer any more'),
  ('gateway_moved', 0, 'the gateway got another link address'),
  ('file_held', 0, 'another program held the file so long that it could not be tidied'),
  ('not_closed', 0, 'its file did not say: it was killed, or still ran when its capture was imported'),
  ('import_stopped', 0, 'a signal ended the import of its capture'),
  ('import_cut', 0, 'a capture file that it was imported from could not be read to its end');

CREATE TABLE run (
  scan INTEGER NOT NULL REFERENCES scan (scan),
  run INTEGER NOT NULL CHECK (run > 0),       -- from 1
  started_us INTEGER NOT NULL,                -- as in scan
  ended_us INTEGER,                           -- NULL while it runs, or if it was killed
  exit_reason TEXT,                           -- row of exit_reason; NULL like ended_us
  -- Of the schedule, where it began. A run that goes on begins where the run before has settled all, or else before the
  -- slot of progress: by what was sent within the last cooldown and 10 seconds, and sends that again.
  slot INTEGER NOT NULL CHECK (slot >= 0),
  source INTEGER NOT NULL CHECK (source BETWEEN 0 AND 4294967295), -- our address, which may differ from scan.source
  settled_slot INTEGER CHECK (settled_slot >= 0), -- all before it was sent, and late answers were waited for to the end
  detail TEXT,                                -- what it said went wrong, or that the clock was set
  PRIMARY KEY (scan, run)
) STRICT, WITHOUT ROWID;

INSERT INTO run (scan, run, started_us, ended_us, exit_reason, slot, source)
SELECT scan, 1, started_us, ended_us, exit_reason, 0, source
FROM scan;

PRAGMA user_version = 13;
