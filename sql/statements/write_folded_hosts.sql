-- SPDX-License-Identifier: MIT
-- Gives the addresses of a batch the signatures they have now.
INSERT OR REPLACE INTO host (scan, address, signature)
SELECT :scan, address, signature
FROM rows_folded_host;
