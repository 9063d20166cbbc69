-- SPDX-License-Identifier: MIT
-- Records how far the log is folded.
UPDATE fold
SET log_row = :log_row;
