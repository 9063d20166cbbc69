-- SPDX-License-Identifier: MIT
-- Records a probe of the scan.
INSERT INTO probe (scan, probe, name, family, port, is_study, payload)
VALUES (:scan, :probe, :name, :family, :port, :is_study, :payload);
