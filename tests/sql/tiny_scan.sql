-- SPDX-License-Identifier: MIT
-- A scan small enough to count by hand: tiny_reports.txt holds every report on it, worked out on paper.
-- Targets are 192.0.2.1 to 192.0.2.8, called .1 to .8 here; the router is 198.51.100.1.

INSERT INTO scan VALUES (1, 1795371601000000, 1795371701000000, 'done', '0.1', 7, zeroblob(16), 8, 2, 3405803786);
INSERT INTO target_range VALUES (1, 3221225985, 3221225992);
INSERT INTO probe VALUES
  (1, 0, 'echo', 1, NULL, 1, NULL),
  (1, 1, 'ssh', 2, 22, 1, NULL),
  (1, 2, 'http', 2, 80, 1, NULL),
  (1, 3, 'dns', 3, 53, 1, NULL),
  (1, 4, 'control', 2, NULL, 0, NULL);

-- scan, target, probe, attempt, responder, kind, type, code, ttl, time_us, rtt_us, evidence, duplicates
INSERT INTO reply_log VALUES
  -- .1 answers ping and serves SSH but not HTTP; its RST came three times, once as a row of its own
  (1, 3221225985, 0, 1, NULL, 1, 0, 0, 60, 1000, 900, 1, 0),
  (1, 3221225985, 1, 1, NULL, 2, NULL, NULL, 60, 2000, 900, 1, 0),
  (1, 3221225985, 2, 1, NULL, 3, NULL, NULL, 61, 9000, 900, 1, 0),
  (1, 3221225985, 2, 1, NULL, 3, NULL, NULL, 60, 3000, 900, 1, 1),
  -- .2 says SYN-ACK to everything, the control port included: a tarpit
  (1, 3221225986, 1, 1, NULL, 2, NULL, NULL, 60, 4000, NULL, 1, 0),
  (1, 3221225986, 2, 2, NULL, 2, NULL, NULL, 60, 5000, NULL, 1, 0),
  (1, 3221225986, 4, 1, NULL, 2, NULL, NULL, 60, 6000, NULL, 1, 0),
  -- .3 has no name server and says so: port unreachable
  (1, 3221225987, 3, 1, NULL, 8, 3, 3, 60, 7000, 900, 2, 0),
  -- .4 is a name server; it answers the second ping
  (1, 3221225988, 3, 1, NULL, 6, NULL, NULL, 60, 8000, 900, 1, 0),
  (1, 3221225988, 0, 2, NULL, 1, 0, 0, 60, 20000000, 900, 1, 0),
  -- the router answers for .5 (host unreachable) and .6 (administratively prohibited, 3/13)
  (1, 3221225989, 1, 1, 3325256705, 8, 3, 1, 250, 10000, 900, 2, 0),
  (1, 3221225990, 2, 1, 3325256705, 8, 3, 13, 250, 11000, 900, 2, 0),
  (1, 3221225990, 3, 2, 3325256705, 8, 3, 13, 250, 20001000, 900, 2, 0),
  -- .7 answers the control probe alone, so it is in no figure
  (1, 3221225991, 4, 1, NULL, 2, NULL, NULL, 60, 12000, NULL, 1, 0),
  -- .8 sends a bare RST to the second SYN
  (1, 3221225992, 2, 2, NULL, 4, NULL, NULL, 60, 20002000, 900, 3, 0);

INSERT INTO health VALUES
  (1, 0, 40, 0, 1000000, 12, 11, 0, 0, 0, 0),
  (1, 20, 40, 0, 1000000, 7, 5, 0, 0, 0, 0);
INSERT INTO unsolicited VALUES (1, 0, 1, 1), (1, 20, 7, 2);
INSERT INTO window_count VALUES (1, 500000, 1), (1, 800000, 2), (1, 900000, 1);
INSERT INTO progress VALUES (1, 40, 40);
