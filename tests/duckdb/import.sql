-- SPDX-License-Identifier: MIT
-- Reads the exported replies of a scan into DuckDB: the variable `file` names the CSV file, be it gzipped or not.
-- What does not fit into its column, or is NULL where it must not be, is an error.

CREATE TABLE reply (
  scan USMALLINT NOT NULL,
  target UINTEGER NOT NULL,    -- the address asked, as a number
  responder UINTEGER NOT NULL, -- the address that replied
  probe UTINYINT NOT NULL,
  family UTINYINT NOT NULL CHECK (family BETWEEN 1 AND 3), -- 1 icmp, 2 tcp, 3 udp: of the probe
  port USMALLINT CHECK (family <> 1 OR port IS NULL),      -- NULL for echo and control
  is_study UTINYINT NOT NULL CHECK (is_study IN (0, 1)),   -- 0 for the control probe
  attempt UTINYINT NOT NULL CHECK (attempt > 0),
  kind UTINYINT NOT NULL CHECK (kind BETWEEN 1 AND 8),
  icmp_type UTINYINT CHECK ((icmp_type IS NOT NULL) = (kind IN (1, 8))), -- of echo replies and ICMP errors
  icmp_code UTINYINT CHECK ((icmp_code IS NOT NULL) = (kind IN (1, 8))),
  ttl UTINYINT NOT NULL,
  time_us BIGINT NOT NULL,     -- since 1970 UTC
  rtt_us BIGINT,               -- NULL where not known
  evidence UTINYINT NOT NULL CHECK (evidence BETWEEN 1 AND 3),
  duplicates UBIGINT NOT NULL  -- how many more times it came
);

INSERT INTO reply
SELECT *
FROM read_csv(
  getvariable('file'),
  auto_detect = false,
  header = true,
  delim = ',',
  quote = '',
  escape = '',
  nullstr = '\N',
  columns = {
    'scan': 'USMALLINT',
    'target': 'UINTEGER',
    'responder': 'UINTEGER',
    'probe': 'UTINYINT',
    'family': 'UTINYINT',
    'port': 'USMALLINT',
    'is_study': 'UTINYINT',
    'attempt': 'UTINYINT',
    'kind': 'UTINYINT',
    'icmp_type': 'UTINYINT',
    'icmp_code': 'UTINYINT',
    'ttl': 'UTINYINT',
    'time_us': 'BIGINT',
    'rtt_us': 'BIGINT',
    'evidence': 'UTINYINT',
    'duplicates': 'UBIGINT'
  }
);
