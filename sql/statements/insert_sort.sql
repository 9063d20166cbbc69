-- SPDX-License-Identifier: MIT
-- Records a sort of reply that the scan drew for the first time.
INSERT INTO reply_sort (scan, sort, probe, attempt, kind, icmp_type, icmp_code, direct, evidence)
VALUES (:scan, :sort, :probe, :attempt, :kind, :icmp_type, :icmp_code, :direct, :evidence);
