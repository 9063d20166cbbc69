-- SPDX-License-Identifier: MIT
-- One row a reply, as numbers, however many rows of the log it came in.

CREATE VIEW distinct_reply AS
SELECT
  scan,
  target,
  probe,
  attempt,
  responder,
  direct,
  kind,
  icmp_type,
  icmp_code,
  min(time_us) AS time_us, -- SQLite takes ttl, rtt_us and evidence from the row of the minimum
  ttl,
  rtt_us,
  evidence,
  sum(duplicates + 1) - 1 AS duplicates -- how many more times it came, in all
FROM reply_row
GROUP BY scan, target, probe, attempt, responder, kind, icmp_type, icmp_code;
