-- SPDX-License-Identifier: MIT
-- Which study probes belong to each family: three rows a scan, be there probes or not.

CREATE VIEW family_mask AS
SELECT
  scan.scan,
  family.family AS position, -- order of the rows of a report
  family.name AS family,
  coalesce(sum(study_probe.bit), 0) AS mask
FROM scan
CROSS JOIN family
LEFT JOIN study_probe
  ON study_probe.scan = scan.scan
  AND study_probe.family = family.name
GROUP BY scan.scan, family.family;
