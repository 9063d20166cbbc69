-- SPDX-License-Identifier: MIT
-- Records how far the log is folded, and how many rows are not.
UPDATE fold
SET log_row = :log_row, unfolded = :unfolded;
