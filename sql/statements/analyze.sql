-- SPDX-License-Identifier: MIT
-- Tells the query planner how the tables are filled. Reads a sample.
PRAGMA analysis_limit = 1000;
ANALYZE;
