-- SPDX-License-Identifier: MIT
-- What the numbers mean: the codes used by the other tables, with names and sources.

CREATE TABLE family (
  family INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE -- icmp, tcp, udp: the protocol of the probe
) STRICT;
INSERT INTO family VALUES (1, 'icmp'), (2, 'tcp'), (3, 'udp');

CREATE TABLE reply_kind (
  kind INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  class TEXT NOT NULL,      -- kinds that a study of patterns does not tell apart share a class
  is_positive INTEGER NOT NULL CHECK (is_positive IN (0, 1)), -- 1 if the probed service said yes
  meaning TEXT NOT NULL
) STRICT;
INSERT INTO reply_kind VALUES
  (1, 'echo_reply', 'echo_reply', 1, 'ICMP echo reply: the responder is network alive'),
  (2, 'syn_ack', 'syn_ack', 1, 'SYN and ACK, whatever ECE and CWR say: transport active, and alive on that port'),
  (3, 'rst_ack', 'rst', 0, 'RST with ACK of our sequence number, or one more: transport active'),
  (4, 'rst_bare', 'rst', 0, 'RST without ACK, tied by its ports: transport active'),
  (5, 'tcp_other', 'tcp_other', 0, 'any other TCP segment that carries our ports: network alive'),
  (6, 'udp_valid', 'udp_valid', 1, 'a valid message of the probed protocol: application active and alive'),
  (7, 'udp_invalid', 'udp_invalid', 0, 'any other UDP payload: application active'),
  (8, 'icmp_error', 'icmp_error', 0, 'ICMP error that quotes our probe: its sender is network alive, nothing more');

CREATE TABLE evidence (
  evidence INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  meaning TEXT NOT NULL
) STRICT;
INSERT INTO evidence VALUES
  (1, 'cookie', '32 keyed bits or more came back'),
  (2, 'quote', 'an ICMP error whose quoted packet matched'),
  (3, 'port', 'only the keyed source port came back');

CREATE TABLE unsolicited_reason (
  reason INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  meaning TEXT NOT NULL -- why a captured packet is no reply
) STRICT;
INSERT INTO unsolicited_reason VALUES
  (1, 'malformed', 'an IP, TCP, UDP or ICMP header that contradicts itself or is cut off'),
  (2, 'fragment', 'a later fragment, which holds no transport header'),
  (3, 'other_protocol', 'neither ICMP nor TCP nor UDP'),
  (4, 'icmp_other', 'ICMP that is neither an echo reply nor an error, such as an echo request'),
  (5, 'echo_mismatch', 'an echo reply that answers none of our probes'),
  (6, 'quote_mismatch', 'an ICMP error that quotes none of our probes'),
  (7, 'tcp_mismatch', 'a TCP segment whose ports are those of none of our probes'),
  (8, 'udp_mismatch', 'a UDP message tied to none of our probes'),
  (9, 'not_scanned', 'tied to an address outside the scanned targets');

CREATE TABLE exit_reason (
  name TEXT PRIMARY KEY,
  is_complete INTEGER NOT NULL CHECK (is_complete IN (0, 1)), -- 1 if all that was planned was sent
  meaning TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO exit_reason VALUES
  ('done', 1, 'all probes sent and the cooldown over'),
  ('max_runtime', 0, 'the time limit was reached'),
  ('interrupted', 0, 'a signal ended it'),
  ('send_failed', 0, 'the network interface could not send any more'),
  ('capture_failed', 0, 'the capture broke off'),
  ('write_failed', 0, 'the results could not be written any more');

PRAGMA user_version = 3;
