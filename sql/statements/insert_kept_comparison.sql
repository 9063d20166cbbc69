-- SPDX-License-Identifier: MIT
-- Adds a pair of another file's scans that is compared.
INSERT INTO comparison (scan, before)
VALUES (:scan, :before);
