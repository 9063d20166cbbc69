-- SPDX-License-Identifier: MIT
-- Records a range of scanned targets.
INSERT INTO target_range (scan, first, last)
VALUES (:scan, :first, :last);
