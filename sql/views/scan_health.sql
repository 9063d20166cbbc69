-- SPDX-License-Identifier: MIT
-- How each scan went, as sums over its seconds: one row a scan.

CREATE VIEW scan_health AS
SELECT
  scan.scan,
  scan.ended_us IS NOT NULL AS is_ended,
  scan.exit_reason,
  scan.targets,
  coalesce(sent.probes_sent, 0) AS probes_sent,
  coalesce(sent.send_failures, 0) AS send_failures,
  coalesce(sent.captured, 0) AS captured,
  coalesce(came.replies, 0) AS replies,         -- rows of the view `replies`, to the control probe too
  coalesce(came.duplicates, 0) AS duplicates,   -- that came on top of these
  coalesce(other.unsolicited, 0) AS unsolicited, -- captured, but no reply
  coalesce(sent.kernel_drops, 0) AS kernel_drops,
  coalesce(sent.interface_drops, 0) AS interface_drops,
  coalesce(sent.ring_drops, 0) AS ring_drops,
  coalesce(sent.sending_us, 0) / 1e6 AS seconds, -- while there was something to send
  sent.probes_sent / (sent.sending_us / 1e6) AS achieved_rate -- packets a second; NULL if nothing was sent
FROM scan
LEFT JOIN (
  SELECT
    scan,
    sum(probes_sent) AS probes_sent,
    sum(send_failures) AS send_failures,
    sum(sending_us) AS sending_us,
    sum(captured) AS captured,
    sum(kernel_drops) AS kernel_drops,
    sum(interface_drops) AS interface_drops,
    sum(ring_drops) AS ring_drops
  FROM health
  GROUP BY scan
) AS sent ON sent.scan = scan.scan
LEFT JOIN (
  SELECT scan, sum(replies) AS replies, sum(duplicates) AS duplicates
  FROM reply_count
  GROUP BY scan
) AS came ON came.scan = scan.scan
LEFT JOIN (
  SELECT scan, sum(packets) AS unsolicited
  FROM unsolicited
  GROUP BY scan
) AS other ON other.scan = scan.scan;
