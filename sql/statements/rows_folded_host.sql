-- SPDX-License-Identifier: MIT
-- Addresses of a batch in ascending order, with the number of their signature once it is known. Held in memory.
CREATE TABLE rows_folded_host (address, signature);
