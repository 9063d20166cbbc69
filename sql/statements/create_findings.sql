-- SPDX-License-Identifier: MIT
-- Where a lookup collects the replies by and about an address, and what follows from them.
CREATE TEMP TABLE found_row (
  scan INTEGER NOT NULL, -- all columns as in the view reply_row
  target INTEGER NOT NULL,
  probe INTEGER,
  attempt INTEGER,
  responder INTEGER NOT NULL,
  kind INTEGER,
  icmp_type INTEGER,
  icmp_code INTEGER,
  ttl INTEGER NOT NULL,
  time_us INTEGER NOT NULL,
  rtt_us INTEGER,
  evidence INTEGER,
  duplicates INTEGER NOT NULL,
  is_folded INTEGER NOT NULL
);
CREATE TEMP TABLE finding (
  scan INTEGER PRIMARY KEY,
  conclusion TEXT NOT NULL -- what the scan tells of the address, in words
);

-- One row a reply, as in the views distinct_reply and replies.
CREATE TEMP VIEW found_reply AS
SELECT
  found.scan,
  printf('%d.%d.%d.%d', found.target >> 24, (found.target >> 16) & 255, (found.target >> 8) & 255,
    found.target & 255) AS target,
  probe.name AS probe,
  found.attempt,
  printf('%d.%d.%d.%d', found.responder >> 24, (found.responder >> 16) & 255, (found.responder >> 8) & 255,
    found.responder & 255) AS responder,
  reply_kind.name AS kind,
  found.icmp_type,
  found.icmp_code,
  icmp_code.name AS icmp_name, -- NULL if the numbers have none
  found.ttl,
  found.rtt_us,
  strftime('%Y-%m-%dT%H:%M:%S', (scan.started_us + found.time_us) / 1000000, 'unixepoch')
    || printf('.%06dZ', (scan.started_us + found.time_us) % 1000000) AS time,
  evidence.name AS evidence,
  found.again AS duplicates,
  found.time_us
FROM (
  SELECT *, min(time_us), sum(duplicates + 1) - 1 AS again -- the rest is from the row of the minimum
  FROM temp.found_row
  GROUP BY scan, target, probe, attempt, responder, kind, icmp_type, icmp_code
) AS found
LEFT JOIN scan ON scan.scan = found.scan
LEFT JOIN probe ON probe.scan = found.scan AND probe.probe = found.probe
LEFT JOIN reply_kind ON reply_kind.kind = found.kind
LEFT JOIN icmp_code ON icmp_code.type = found.icmp_type AND icmp_code.code = found.icmp_code
LEFT JOIN evidence ON evidence.evidence = found.evidence;
