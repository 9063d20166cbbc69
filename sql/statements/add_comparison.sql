-- SPDX-License-Identifier: MIT
-- Records that two scans are compared.
INSERT INTO comparison (scan, before)
VALUES (:scan, :before);
