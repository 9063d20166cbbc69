-- SPDX-License-Identifier: MIT
-- The ranges of a scan's targets in ascending order. Held in memory.
CREATE TABLE rows_target_range (first, last);
