-- SPDX-License-Identifier: MIT
-- The signatures so far of the addresses of a batch, in their order; 0 for a new address.
SELECT coalesce(host.signature, 0) AS signature
FROM rows_folded_host AS folded
LEFT JOIN host ON host.scan = :scan AND host.address = folded.address;
