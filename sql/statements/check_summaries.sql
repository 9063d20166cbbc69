-- SPDX-License-Identifier: MIT
-- Where the summaries differ from a recount; columns as in queries/check.sql.
SELECT scan, summary AS problem, expected, found
FROM summary_mismatch;
