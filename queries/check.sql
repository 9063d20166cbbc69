-- SPDX-License-Identifier: MIT
-- title: Identities that must hold
-- figure: none; it checks the other reports
-- answers: One row for each identity that does not hold; no row at all is good. Expected and found should be
--   equal. They count addresses; for stray replies and counted ones, replies; for health, packets.
-- parameters: :scan - number of the scan; unset, every scan

WITH
fact AS MATERIALIZED (
  SELECT *
  FROM conclusion
),
counted AS MATERIALIZED (
  SELECT *
  FROM signature_check
),
stray AS MATERIALIZED (
  SELECT *
  FROM stray_reply
),
part (scan, identity, expected, found) AS (
  SELECT scan, 'levels: transport active is part of network alive',
    addresses, addresses * ((transport_active & ~network_alive) = 0)
  FROM fact
  UNION ALL
  SELECT scan, 'levels: transport alive is part of transport active',
    addresses, addresses * ((transport_alive & ~transport_active) = 0)
  FROM fact
  UNION ALL
  SELECT scan, 'levels: application active is part of network alive',
    addresses, addresses * ((application_active & ~network_alive) = 0)
  FROM fact
  UNION ALL
  SELECT scan, 'levels: application alive is part of application active',
    addresses, addresses * ((application_alive & ~application_active) = 0)
  FROM fact
  UNION ALL
  SELECT scan, 'combinations: their sum is all',
    addresses, addresses * ((network_alive & study.mask) <> 0)
  FROM fact
  JOIN (SELECT scan, sum(mask) AS mask FROM family_mask GROUP BY scan) AS study USING (scan)
  UNION ALL
  SELECT scan, 'replies: reply_only + error_only + both = coverage of ' || family,
    addresses * ((network_alive & mask) <> 0), addresses * (((protocol_reply | icmp_error) & mask) <> 0)
  FROM fact
  JOIN family_mask USING (scan)
  UNION ALL
  SELECT scan, 'tcp_ports: synack_only + rst_only + both = active on ' || name,
    addresses * ((transport_active & bit) <> 0), addresses * (((syn_ack | rst) & bit) <> 0)
  FROM fact
  JOIN study_probe USING (scan)
  WHERE family = 'tcp'
  UNION ALL
  SELECT scan, 'ports_answered: their sum is transport active',
    addresses * (transport_active <> 0), addresses * ((transport_active & mask) <> 0)
  FROM fact
  JOIN family_mask USING (scan)
  WHERE family = 'tcp'
  UNION ALL
  SELECT scan, 'signature: its hosts are the addresses that have it', hosts,
    hosts - abs(hosts - recounted)
  FROM counted
  UNION ALL
  SELECT scan, 'signature: every one has an address', signature > 0 AND hosts_without = 0,
    signature > 0 AND hosts_without = 0 AND recounted > 0
  FROM counted
  UNION ALL
  SELECT scan, 'signature: every address has one', 0, hosts_without
  FROM counted
  UNION ALL
  SELECT scan, what || ': every one is counted', counted, kept
  FROM reply_recount
  UNION ALL
  SELECT scan, 'stray replies: every target is in the scanned ranges', 0, is_outside
  FROM stray
  UNION ALL
  SELECT scan, 'stray replies: the scan has the probe of every reply', 0, is_unasked
  FROM stray
  UNION ALL
  SELECT scan, 'share level ' || level || ': there is nothing in ' || what, 0, 1
  FROM level_excess
  UNION ALL
  SELECT scan, 'health: captured = replies + duplicates + unsolicited',
    replies + duplicates + unsolicited, captured
  FROM scan_health
)
SELECT
  scan,
  identity,
  sum(expected) AS expected,
  sum(found) AS found
FROM part
WHERE :scan IS NULL
OR scan = :scan
GROUP BY scan, identity
HAVING sum(expected) <> sum(found)
ORDER BY scan, identity;
