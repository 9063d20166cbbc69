-- SPDX-License-Identifier: MIT
-- The probes that figures are made of; the control probe is not among them.

CREATE VIEW study_probe AS
SELECT
  probe.scan,
  probe.probe,             -- number of the probe in its scan
  probe.name,
  family.name AS family,
  1 << probe.probe AS bit  -- the probe's bit in every mask
FROM probe
JOIN family ON family.family = probe.family
WHERE probe.is_study;
