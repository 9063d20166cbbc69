-- SPDX-License-Identifier: MIT
-- Adds a range of targets.
INSERT INTO target_range (scan, first, last)
VALUES (:scan, :first, :last);
