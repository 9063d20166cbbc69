-- SPDX-License-Identifier: MIT
-- What ICMP types and codes mean, and which document says so.

CREATE TABLE icmp_code (
  type INTEGER NOT NULL,
  code INTEGER NOT NULL,
  name TEXT NOT NULL,
  rfc TEXT NOT NULL, -- where the code is defined
  PRIMARY KEY (type, code)
) STRICT, WITHOUT ROWID;
INSERT INTO icmp_code VALUES
  (0, 0, 'echo reply', 'RFC 792'),
  (3, 0, 'network unreachable', 'RFC 792'),
  (3, 1, 'host unreachable', 'RFC 792'),
  (3, 2, 'protocol unreachable', 'RFC 792'),
  (3, 3, 'port unreachable', 'RFC 792'),
  (3, 4, 'fragmentation needed', 'RFC 792, RFC 1191'),
  (3, 5, 'source route failed', 'RFC 792'),
  (3, 6, 'network unknown', 'RFC 1122 3.2.2.1'),
  (3, 7, 'host unknown', 'RFC 1122 3.2.2.1'),
  (3, 8, 'source host isolated', 'RFC 1122 3.2.2.1'),
  (3, 9, 'network administratively prohibited', 'RFC 1122 3.2.2.1'),
  (3, 10, 'host administratively prohibited', 'RFC 1122 3.2.2.1'),
  (3, 11, 'network unreachable for type of service', 'RFC 1122 3.2.2.1'),
  (3, 12, 'host unreachable for type of service', 'RFC 1122 3.2.2.1'),
  (3, 13, 'communication administratively prohibited', 'RFC 1812 5.2.7.1'),
  (3, 14, 'host precedence violation', 'RFC 1812 5.2.7.1'),
  (3, 15, 'precedence cutoff in effect', 'RFC 1812 5.2.7.1'),
  (4, 0, 'source quench', 'RFC 792, deprecated by RFC 6633'),
  (5, 0, 'redirect for network', 'RFC 792'),
  (5, 1, 'redirect for host', 'RFC 792'),
  (5, 2, 'redirect for type of service and network', 'RFC 792'),
  (5, 3, 'redirect for type of service and host', 'RFC 792'),
  (11, 0, 'time to live exceeded in transit', 'RFC 792'),
  (11, 1, 'fragment reassembly time exceeded', 'RFC 792'),
  (12, 0, 'parameter problem', 'RFC 792'),
  (12, 1, 'required option missing', 'RFC 1108'),
  (12, 2, 'bad length', 'RFC 1108');

PRAGMA user_version = 4;
