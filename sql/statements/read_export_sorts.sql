-- SPDX-License-Identifier: MIT
-- The sorts of replies of a scan as they are exported, and whether they are wanted; :probes are names by commas.
SELECT
  sort.sort,
  sort.probe,
  probe.family,
  probe.port,
  probe.is_study,
  sort.attempt,
  sort.kind,
  sort.icmp_type,
  sort.icmp_code,
  sort.evidence,
  (:probes IS NULL OR instr(',' || :probes || ',', ',' || probe.name || ',') > 0)
    AND (:kind IS NULL OR reply_kind.name = :kind) AS is_wanted,
  reply_kind.is_positive,
  reply_kind.name = 'icmp_error' AS is_error,
  CASE reply_kind.name -- as ZMap calls them
    WHEN 'echo_reply' THEN 'echoreply'
    WHEN 'syn_ack' THEN 'synack'
    WHEN 'rst_ack' THEN 'rst'
    WHEN 'rst_bare' THEN 'rst'
    WHEN 'udp_valid' THEN 'udp'
    WHEN 'udp_invalid' THEN 'udp'
    WHEN 'icmp_error' THEN 'icmp'
    ELSE 'other'
  END AS classification,
  iif(reply_kind.name = 'icmp_error', coalesce(icmp_code.name, 'unknown'), NULL) AS icmp_name
FROM reply_sort AS sort
LEFT JOIN probe ON probe.scan = sort.scan AND probe.probe = sort.probe
LEFT JOIN reply_kind ON reply_kind.kind = sort.kind
LEFT JOIN icmp_code ON icmp_code.type = sort.icmp_type AND icmp_code.code = sort.icmp_code
WHERE sort.scan = :scan
ORDER BY sort.sort;
