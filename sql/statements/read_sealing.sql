-- SPDX-License-Identifier: MIT
-- How far sealing has got; no row if there is none under way.
SELECT log_row, reply, arrivals, contents, is_verified
FROM sealing;
