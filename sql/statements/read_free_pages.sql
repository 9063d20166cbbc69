-- SPDX-License-Identifier: MIT
-- How many pages of the file are unused, of how many, and whether it can shrink by itself.
SELECT
  (SELECT freelist_count FROM pragma_freelist_count) AS free,
  (SELECT page_count FROM pragma_page_count) AS pages,
  (SELECT auto_vacuum FROM pragma_auto_vacuum) AS auto_vacuum;
