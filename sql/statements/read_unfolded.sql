-- SPDX-License-Identifier: MIT
-- How many rows of the log the summaries do not tell of yet.
SELECT unfolded
FROM fold;
