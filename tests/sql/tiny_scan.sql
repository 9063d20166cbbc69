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

-- sort, probe, attempt, kind, type, code, direct, evidence, replies, duplicates
INSERT INTO reply_sort VALUES
  (1, 0, 0, 1, 1, 0, 0, 1, 1, 1, 0),        -- echo reply
  (1, 1, 1, 1, 2, NULL, NULL, 1, 1, 2, 0),  -- SYN-ACK from ssh
  (1, 2, 2, 1, 3, NULL, NULL, 1, 1, 1, 2),  -- RST with ACK from http
  (1, 3, 2, 2, 2, NULL, NULL, 1, 1, 1, 0),  -- SYN-ACK from http, second attempt
  (1, 4, 4, 1, 2, NULL, NULL, 1, 1, 2, 0),  -- SYN-ACK from the control port
  (1, 5, 3, 1, 8, 3, 3, 1, 2, 1, 0),        -- port unreachable for dns
  (1, 6, 3, 1, 6, NULL, NULL, 1, 1, 1, 0),  -- DNS answer
  (1, 7, 0, 2, 1, 0, 0, 1, 1, 1, 0),        -- echo reply, second attempt
  (1, 8, 1, 1, 8, 3, 1, 0, 2, 1, 0),        -- host unreachable for ssh, from a router
  (1, 9, 2, 1, 8, 3, 13, 0, 2, 1, 0),       -- prohibited for http, from a router
  (1, 10, 3, 2, 8, 3, 13, 0, 2, 1, 0),      -- the same for dns, second attempt
  (1, 11, 2, 2, 4, NULL, NULL, 1, 3, 1, 0); -- bare RST from http, second attempt

-- key, responder, ttl, time_us, rtt_us, duplicates
INSERT INTO reply_log VALUES
  -- .1 answers ping and serves SSH but not HTTP; its RST came three times
  ((1 << 52) | (3221225985 << 20) | 0, NULL, 60, 1000, 900, 0),
  ((1 << 52) | (3221225985 << 20) | 1, NULL, 60, 2000, 900, 0),
  ((1 << 52) | (3221225985 << 20) | 2, NULL, 60, 3000, 900, 2),
  -- .2 says SYN-ACK to everything, the control port included: a tarpit
  ((1 << 52) | (3221225986 << 20) | 1, NULL, 60, 4000, NULL, 0),
  ((1 << 52) | (3221225986 << 20) | 3, NULL, 60, 5000, NULL, 0),
  ((1 << 52) | (3221225986 << 20) | 4, NULL, 60, 6000, NULL, 0),
  -- .3 has no name server and says so: port unreachable
  ((1 << 52) | (3221225987 << 20) | 5, NULL, 60, 7000, 900, 0),
  -- .4 is a name server; it answers the second ping
  ((1 << 52) | (3221225988 << 20) | 6, NULL, 60, 8000, 900, 0),
  ((1 << 52) | (3221225988 << 20) | 7, NULL, 60, 20000000, 900, 0),
  -- the router answers for .5 (host unreachable) and .6 (administratively prohibited, 3/13)
  ((1 << 52) | (3221225989 << 20) | 8, 3325256705, 250, 10000, 900, 0),
  ((1 << 52) | (3221225990 << 20) | 9, 3325256705, 250, 11000, 900, 0),
  ((1 << 52) | (3221225990 << 20) | 10, 3325256705, 250, 20001000, 900, 0),
  -- .7 answers the control probe alone, so it is in no figure
  ((1 << 52) | (3221225991 << 20) | 4, NULL, 60, 12000, NULL, 0),
  -- .8 sends a bare RST to the second SYN
  ((1 << 52) | (3221225992 << 20) | 11, NULL, 60, 20002000, 900, 0);

INSERT INTO health VALUES
  (1, 0, 40, 0, 1000000, 12, 11, 0, 0, 0, 0),
  (1, 20, 40, 0, 1000000, 7, 5, 0, 0, 0, 0);
INSERT INTO unsolicited VALUES (1, 0, 1, 1), (1, 20, 7, 2);
INSERT INTO window_count VALUES (1, 500000, 1), (1, 800000, 2), (1, 900000, 1);
INSERT INTO progress VALUES (1, 40, 40);
