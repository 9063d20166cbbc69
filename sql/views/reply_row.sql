-- SPDX-License-Identifier: MIT
-- One row a reply as it is stored, with its key taken apart: sealed ones, and those still in the log,
-- where a reply that came again late may have two. Every other view reads replies through this one.

CREATE VIEW reply_row AS
SELECT
  stored.reply, -- key; to look for a target, compare this: see readme
  stored.reply >> 52 AS scan,
  (stored.reply >> 20) & 4294967295 AS target,
  sort.probe,
  sort.attempt,
  coalesce(stored.responder, (stored.reply >> 20) & 4294967295) AS responder,
  sort.direct, -- 1 if the target answered for itself
  sort.kind,
  sort.icmp_type,
  sort.icmp_code,
  stored.ttl,
  stored.time_us,
  stored.rtt_us,
  sort.evidence,
  stored.duplicates,
  stored.reply & 1048575 AS sort,
  stored.responder AS stored_responder, -- NULL if the reply is stored as the target's own
  stored.is_sealed, -- 0 of those in the log
  stored.is_folded -- 0 of those in the log that host, signature and block24 do not tell of yet
FROM (
  SELECT reply, NULL AS responder, ttl, time_us, rtt_us, 0 AS duplicates, 1 AS is_sealed, 1 AS is_folded
  FROM reply
  UNION ALL
  SELECT reply, responder, ttl, time_us, rtt_us, duplicates, 1, 1
  FROM reply_other
  UNION ALL
  SELECT reply, responder, ttl, time_us, rtt_us, duplicates, 0, rowid <= (SELECT log_row FROM fold)
  FROM reply_log
  WHERE NOT EXISTS (
    SELECT 1
    FROM sealing
    WHERE (reply_log.reply < sealing.reply OR sealing.is_verified)
    AND reply_log.rowid <= sealing.log_row
  )
) AS stored
LEFT JOIN reply_sort AS sort
  ON sort.scan = stored.reply >> 52
  AND sort.sort = stored.reply & 1048575;
