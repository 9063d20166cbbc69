-- SPDX-License-Identifier: MIT
-- For whoever gets the file from somebody else: which documents the codes come from, what the probes ask, the
-- canned reports, and where each scan's rows come from.

DROP TABLE family;

CREATE TABLE family (
  family INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE, -- icmp, tcp, udp: the protocol of the probe
  meaning TEXT NOT NULL,
  rfc TEXT NOT NULL          -- the document that defines the protocol
) STRICT;
INSERT INTO family (family, name, meaning, rfc)
VALUES
  (1, 'icmp', 'Internet Control Message Protocol: echo requests', 'RFC 792'),
  (2, 'tcp', 'Transmission Control Protocol: SYN segments', 'RFC 9293'),
  (3, 'udp', 'User Datagram Protocol: requests of an application', 'RFC 768');

DROP TABLE reply_kind;

CREATE TABLE reply_kind (
  kind INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  class TEXT NOT NULL,      -- kinds that a study of patterns does not tell apart share a class
  is_positive INTEGER NOT NULL CHECK (is_positive IN (0, 1)), -- 1 if the probed service said yes
  meaning TEXT NOT NULL,
  rfc TEXT NOT NULL         -- the document that defines such a packet
) STRICT;
INSERT INTO reply_kind (kind, name, class, is_positive, meaning, rfc)
VALUES
  (1, 'echo_reply', 'echo_reply', 1, 'ICMP echo reply: the responder is network alive', 'RFC 792'),
  (2, 'syn_ack', 'syn_ack', 1,
    'SYN and ACK, whatever ECE and CWR say: transport active, and alive on that port', 'RFC 9293 3.5'),
  (3, 'rst_ack', 'rst', 0, 'RST with ACK of our sequence number, or one more: transport active',
    'RFC 9293 3.5.2'),
  (4, 'rst_bare', 'rst', 0, 'RST without ACK, tied by its ports: transport active', 'RFC 9293 3.5.2'),
  (5, 'tcp_other', 'tcp_other', 0, 'any other TCP segment that carries our ports: network alive', 'RFC 9293'),
  (6, 'udp_valid', 'udp_valid', 1, 'a valid message of the probed protocol: application active and alive',
    'RFC 768, and that of the probe'),
  (7, 'udp_invalid', 'udp_invalid', 0, 'any other UDP payload: application active', 'RFC 768'),
  (8, 'icmp_error', 'icmp_error', 0,
    'ICMP error that quotes our probe: its sender is network alive, nothing more', 'RFC 792, RFC 1812 4.3');

-- The probes that have names; others are called tcp/PORT or udp/PORT.
CREATE TABLE probe_name (
  name TEXT PRIMARY KEY,
  port INTEGER,  -- destination port; NULL for echo, which has none, and control, whose port varies
  meaning TEXT NOT NULL,
  source TEXT NOT NULL -- the document that defines the service or its port
) STRICT, WITHOUT ROWID;
INSERT INTO probe_name (name, port, meaning, source)
VALUES
  ('echo', NULL, 'an ICMP echo request, as ping sends it', 'RFC 792'),
  ('ssh', 22, 'a TCP SYN to Secure Shell', 'RFC 4253'),
  ('telnet', 23, 'a TCP SYN to Telnet', 'RFC 854'),
  ('http', 80, 'a TCP SYN to HTTP', 'RFC 9110'),
  ('https', 443, 'a TCP SYN to HTTP over TLS', 'RFC 9110'),
  ('cwmp', 7547, 'a TCP SYN to CWMP, by which providers manage their customers'' routers', 'Broadband Forum TR-069'),
  ('dns', 53, 'a query to a name server', 'RFC 1035'),
  ('ntp', 123, 'a request to a time server', 'RFC 5905'),
  ('control', NULL, 'a TCP SYN to a random high port, which no service is expected at; part of no figure', 'RFC 9293');

-- The canned reports, for who has this file and nothing else: SELECT sql FROM query WHERE name = 'coverage'.
CREATE TABLE query (
  name TEXT PRIMARY KEY,    -- of the report: liveness report FILE NAME
  title TEXT NOT NULL,
  figure TEXT NOT NULL,     -- of the paper that it gives anew, or the section
  answers TEXT NOT NULL,    -- what its columns say
  parameters TEXT NOT NULL, -- that may be set: .param set :scan 2, in the sqlite3 shell
  sql TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- How much of a scan is left in a file that was shared.
CREATE TABLE share_level (
  level INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE, -- as in liveness share --level NAME
  has_replies INTEGER NOT NULL CHECK (has_replies IN (0, 1)), -- 1 if reply and reply_other are there
  has_hosts INTEGER NOT NULL CHECK (has_hosts IN (0, 1)),     -- 1 if host is
  has_blocks INTEGER NOT NULL CHECK (has_blocks IN (0, 1)),   -- 1 if block24 is
  has_ranges INTEGER NOT NULL CHECK (has_ranges IN (0, 1)),   -- 1 if target_range and blocklist are
  meaning TEXT NOT NULL
) STRICT;
INSERT INTO share_level (level, name, has_replies, has_hosts, has_blocks, has_ranges, meaning)
VALUES
  (1, 'full', 1, 1, 1, 1, 'everything'),
  (2, 'anonymised', 1, 1, 1, 0,
    'each address stands for another (Crypto-PAn): addresses that shared a prefix still do; times to the second'),
  (3, 'blocks24', 0, 0, 1, 0, 'no addresses, but the /24 blocks that sent replies, and to which probes'),
  (4, 'summary', 0, 0, 0, 0, 'no addresses and no blocks: signatures and counts, which all reports rest on');

-- Where a scan's rows come from: no row if they were written by the scan itself, else one for each file that was
-- shared or merged on the way, in order.
CREATE TABLE provenance (
  scan INTEGER NOT NULL REFERENCES scan (scan),
  step INTEGER NOT NULL CHECK (step > 0),     -- from 1, the earliest; the last one is what made this file
  action TEXT NOT NULL CHECK (action IN ('share', 'merge')),
  parent_sha256 TEXT NOT NULL,                -- of the file it was made from, in hexadecimal
  parent_scan INTEGER NOT NULL,               -- number of the scan in that
  level INTEGER NOT NULL REFERENCES share_level (level), -- what is left of the scan since
  has_opt_outs INTEGER NOT NULL CHECK (has_opt_outs IN (0, 1)), -- 1 if addresses that opted out were taken out
  key_id TEXT,                                -- if anonymised: equal where the key was the same
  made_us INTEGER NOT NULL,                   -- microseconds since 1970 UTC
  version TEXT NOT NULL,                      -- of the program
  licence TEXT,                               -- that the data may be used under; NULL where nobody said, as below
  contact TEXT,                               -- whom to ask
  terms TEXT,                                 -- what else to keep to
  PRIMARY KEY (scan, step)
) STRICT, WITHOUT ROWID;

INSERT INTO unsolicited_reason (reason, name, meaning)
VALUES (10, 'opted_out', 'a reply of or about an address that opted out, taken out when the file was shared');

PRAGMA user_version = 14;
