-- SPDX-License-Identifier: MIT
-- The addresses of a scan, in ascending order, that have a level for any of some probes: :probes are names by commas.
WITH
wanted AS MATERIALIZED (
  SELECT sum(bit) AS mask
  FROM study_probe
  WHERE scan = :scan
  AND (:probes IS NULL OR instr(',' || :probes || ',', ',' || name || ',') > 0)
),
picked AS MATERIALIZED (
  SELECT signature
  FROM conclusion
  CROSS JOIN wanted
  WHERE scan = :scan
  AND (wanted.mask & CASE :level
    WHEN 'network_alive' THEN network_alive
    WHEN 'transport_active' THEN transport_active
    WHEN 'transport_alive' THEN transport_alive
    WHEN 'application_active' THEN application_active
    WHEN 'application_alive' THEN application_alive
  END) <> 0
  AND (:tarpit IS NULL
    OR :tarpit = EXISTS (
      SELECT 1
      FROM tarpit
      WHERE tarpit.scan = conclusion.scan
      AND tarpit.syn_ack = conclusion.syn_ack
    ))
)
SELECT address
FROM host
WHERE scan = :scan
AND signature IN (SELECT signature FROM picked)
ORDER BY address;
