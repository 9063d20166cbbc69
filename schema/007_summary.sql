-- SPDX-License-Identifier: MIT
-- The replies folded by address: small tables that reports read instead of the replies.
--
-- Each transaction that appends replies folds them in as well, so that at any time these tables tell of all
-- rows of reply_log up to fold.log_row, and of all sealed replies.
--
-- A mask is an integer whose bit 1 << probe is set if that study probe drew such a reply.

-- What addresses have shown: one row a distinct set of masks. Addresses are many, signatures few.
CREATE TABLE signature (
  scan INTEGER NOT NULL REFERENCES scan (scan),
  signature INTEGER NOT NULL CHECK (signature > 0), -- number of the signature in its scan
  hosts INTEGER NOT NULL, -- addresses that have it: rows of host
  -- The masks, in the order of the view signature_mask, which tells what each is for.
  probes INTEGER NOT NULL,               -- any reply
  protocol_reply INTEGER NOT NULL,       -- any in the protocol of the probe: all but ICMP errors
  error_direct INTEGER NOT NULL,         -- any ICMP error, sent as the target itself
  error_indirect INTEGER NOT NULL,       -- any ICMP error, sent in place of another address
  udp_port_unreachable INTEGER NOT NULL, -- port unreachable for a UDP probe, sent as the target itself
  echo_reply INTEGER NOT NULL,
  syn_ack INTEGER NOT NULL,
  rst INTEGER NOT NULL, -- with ACK or without
  tcp_other INTEGER NOT NULL,
  udp_valid INTEGER NOT NULL,
  udp_invalid INTEGER NOT NULL,
  -- ICMP errors: sent as the target itself (direct), or in place of another address (indirect)
  port_unreachable_direct INTEGER NOT NULL,
  port_unreachable_indirect INTEGER NOT NULL,
  host_unreachable_direct INTEGER NOT NULL,
  host_unreachable_indirect INTEGER NOT NULL,
  other_unreachable_direct INTEGER NOT NULL,
  other_unreachable_indirect INTEGER NOT NULL,
  other_error_direct INTEGER NOT NULL,
  other_error_indirect INTEGER NOT NULL,
  first_attempt INTEGER NOT NULL, -- any reply to the first transmission
  control_syn_ack INTEGER NOT NULL, -- no mask: 1 if the control probe drew a SYN-ACK, else 0
  PRIMARY KEY (scan, signature)
) STRICT, WITHOUT ROWID;

-- Reports count the addresses of these masks together: in these orders there is nothing to sort.
CREATE INDEX signature_by_probes ON signature (scan, probes, first_attempt, hosts);
CREATE INDEX signature_by_reply ON signature (scan, protocol_reply, error_direct, error_indirect, probes, hosts);
CREATE INDEX signature_by_port ON signature (scan, syn_ack, rst, control_syn_ack, probes, hosts);

-- Every address that replied to a study probe, or to the control probe with a SYN-ACK.
CREATE TABLE host (
  scan INTEGER NOT NULL,
  address INTEGER NOT NULL CHECK (address BETWEEN 0 AND 4294967295), -- the responder
  signature INTEGER NOT NULL, -- row of signature
  PRIMARY KEY (scan, address)
) STRICT, WITHOUT ROWID;

-- Every /24 block with an address that replied to a study probe.
CREATE TABLE block24 (
  scan INTEGER NOT NULL,
  block INTEGER NOT NULL CHECK (block BETWEEN 0 AND 16777215), -- the upper 24 bits of its addresses
  probes INTEGER NOT NULL, -- mask: study probes that drew any reply from any address of it
  PRIMARY KEY (scan, block)
) STRICT, WITHOUT ROWID;

-- How many blocks were lit by the same study probes.
CREATE TABLE block24_count (
  scan INTEGER NOT NULL,
  probes INTEGER NOT NULL, -- mask as in block24
  blocks INTEGER NOT NULL, -- rows of block24
  PRIMARY KEY (scan, probes)
) STRICT, WITHOUT ROWID;

-- How far the log is folded; one row.
CREATE TABLE fold (
  log_row INTEGER NOT NULL -- rowid of the last row of reply_log that is
) STRICT;
INSERT INTO fold VALUES (0);

PRAGMA user_version = 7;
