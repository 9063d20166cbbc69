-- SPDX-License-Identifier: MIT
-- The study probes of each family as masks: one row a scan.

CREATE VIEW study_mask AS
SELECT
  scan.scan,
  coalesce(sum(study_probe.bit) FILTER (WHERE study_probe.family = 'icmp'), 0) AS icmp,
  coalesce(sum(study_probe.bit) FILTER (WHERE study_probe.family = 'tcp'), 0) AS tcp,
  coalesce(sum(study_probe.bit) FILTER (WHERE study_probe.family = 'udp'), 0) AS udp
FROM scan
LEFT JOIN study_probe ON study_probe.scan = scan.scan
GROUP BY scan.scan;
