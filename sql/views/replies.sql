-- SPDX-License-Identifier: MIT
-- One row a reply, for people: names instead of numbers, dotted addresses, readable times.
-- To look for an address, compare target_number or responder_number: a search for text reads everything.

CREATE VIEW replies AS
SELECT
  reply.scan,
  printf('%d.%d.%d.%d', reply.target >> 24, (reply.target >> 16) & 255,
    (reply.target >> 8) & 255, reply.target & 255) AS target, -- the address asked
  probe.name AS probe,         -- what it was asked; NULL if the scan has no such probe
  reply.attempt,               -- 1 first transmission, 2 delayed retransmission
  printf('%d.%d.%d.%d', reply.responder >> 24, (reply.responder >> 16) & 255,
    (reply.responder >> 8) & 255, reply.responder & 255) AS responder, -- the address that replied
  reply.direct,                -- 1 if both are the same
  reply_kind.name AS kind,
  reply.icmp_type,             -- NULL unless the reply is ICMP
  reply.icmp_code,
  reply.ttl,                   -- on arrival
  reply.rtt_us,                -- NULL where not known
  strftime('%Y-%m-%dT%H:%M:%S', (scan.started_us + reply.time_us) / 1000000, 'unixepoch')
    || printf('.%06dZ', (scan.started_us + reply.time_us) % 1000000) AS time, -- of the first arrival, UTC
  evidence.name AS evidence,   -- how the reply was tied to its probe
  reply.duplicates,            -- how many more times it came
  reply.target AS target_number,
  reply.responder AS responder_number
FROM distinct_reply AS reply
LEFT JOIN scan ON scan.scan = reply.scan
LEFT JOIN probe ON probe.scan = reply.scan AND probe.probe = reply.probe
LEFT JOIN reply_kind ON reply_kind.kind = reply.kind
LEFT JOIN evidence ON evidence.evidence = reply.evidence;
