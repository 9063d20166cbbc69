-- SPDX-License-Identifier: MIT
-- The rows of reply_log with the responder spelled out. Every other view reads the log through this one.

CREATE VIEW reply_row AS
SELECT
  scan,
  target,
  probe,
  attempt,
  coalesce(responder, target) AS responder,       -- NULL in the log means the target itself
  coalesce(responder, target) = target AS direct, -- 1 if the target answered for itself
  kind,
  icmp_type,
  icmp_code,
  ttl,
  time_us,
  rtt_us,
  evidence,
  duplicates
FROM reply_log;
