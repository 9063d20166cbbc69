-- SPDX-License-Identifier: MIT
-- Can the scan be trusted? The rows of scan_health with all that went wrong, and how much, in words.

CREATE VIEW scan_verdict AS
SELECT
  scan,
  is_ended,
  exit_reason,
  targets,
  probes_sent,
  send_failures,
  captured,
  replies,
  duplicates,
  unsolicited,
  kernel_drops,
  interface_drops,
  ring_drops,
  seconds,
  achieved_rate,
  coalesce(nullif(substr(ending || unsent || lag || silent || refused || kernel || interface || ring
    || missing, 3), ''),
    'complete: every probe sent, nothing dropped') || pace || origin || opt_outs AS verdict
FROM (
  SELECT
    health.*,
    CASE
      WHEN NOT health.is_ended THEN '; still running, or ended without being closed'
      WHEN exit_reason.is_complete THEN ''
      ELSE '; ended early: ' || coalesce(exit_reason.meaning, health.exit_reason, 'no reason given')
    END AS ending,
    iif(progress.slot < progress.slots,
      '; ' || round(100.0 * progress.slot / progress.slots, 3) || ' % of the schedule sent', '') AS unsent,
    CASE
      WHEN health.is_newest AND fold.unfolded > 0
      THEN '; the last ' || fold.unfolded || ' replies are not folded yet: reports lack them until '
        || 'the scan goes on or is sealed'
      ELSE ''
    END AS lag,
    iif(health.probes_sent = 0, '; no probe was sent', '') AS silent,
    iif(health.send_failures > 0,
      '; the interface refused ' || health.send_failures || ' packets ('
      || round(100.0 * health.send_failures / (health.probes_sent + health.send_failures), 3)
      || ' %): probes are missing', '') AS refused,
    iif(health.kernel_drops > 0, '; kernel dropped ' || health.kernel_drops || ' packets ('
      || round(100.0 * health.kernel_drops / came, 3) || ' %): replies are missing', '') AS kernel,
    iif(health.interface_drops > 0, '; interface dropped ' || health.interface_drops || ' packets ('
      || round(100.0 * health.interface_drops / came, 3) || ' %): replies are missing', '') AS interface,
    iif(health.ring_drops > 0, '; ring dropped ' || health.ring_drops || ' packets ('
      || round(100.0 * health.ring_drops / came, 3) || ' %): replies are missing', '') AS ring,
    CASE WHEN received.value > health.replies + health.duplicates + coalesce(gone.packets, 0)
      THEN '; ' || (received.value - health.replies - health.duplicates - coalesce(gone.packets, 0))
        || ' of the ' || received.value
        || ' replies that the scan received are missing'
      ELSE ''
    END AS missing,
    CASE WHEN pace.lowered > 0
      THEN '; the rate was lowered ' || pace.lowered || iif(pace.lowered = 1, ' time', ' times') || ', to '
        || CAST(round(pace.lowest) AS INTEGER) || ' packets a second at the lowest'
      ELSE ''
    END AS pace,
    coalesce('; its replies were imported from ' || imported.value, '') AS origin,
    coalesce('; ' || gone.packets || ' replies of addresses that opted out were taken out', '') AS opt_outs
  FROM (
    SELECT *, captured + kernel_drops + interface_drops + ring_drops AS came,
      scan = max(scan) OVER () AS is_newest
    FROM scan_health
  ) AS health
  LEFT JOIN fold ON TRUE
  LEFT JOIN exit_reason ON exit_reason.name = health.exit_reason
  LEFT JOIN progress ON progress.scan = health.scan
  LEFT JOIN setting AS imported ON imported.scan = health.scan AND imported.name = 'imported-from'
  LEFT JOIN (
    SELECT scan, CAST(value AS INTEGER) AS value
    FROM setting
    WHERE name = 'imported-for-replies'
  ) AS received ON received.scan = health.scan
  LEFT JOIN (
    SELECT scan, sum(rate_reason.name <> 'recovered') AS lowered, min(rate) AS lowest
    FROM rate_change
    JOIN rate_reason USING (reason)
    GROUP BY scan
  ) AS pace ON pace.scan = health.scan
  LEFT JOIN (
    SELECT scan, sum(packets) AS packets
    FROM unsolicited
    JOIN unsolicited_reason USING (reason)
    WHERE name = 'opted_out'
    GROUP BY scan
  ) AS gone ON gone.scan = health.scan
);
