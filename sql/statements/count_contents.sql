-- SPDX-License-Identifier: MIT
-- How much there is in a file.
SELECT
  (SELECT count(*) FROM scan) AS scans,
  (SELECT coalesce(sum(replies), 0) FROM reply_sort) AS replies;
