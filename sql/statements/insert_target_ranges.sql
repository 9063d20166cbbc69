-- SPDX-License-Identifier: MIT
-- Records the ranges of scanned targets.
INSERT INTO target_range (scan, first, last)
SELECT :scan, first, last
FROM rows_target_range;
