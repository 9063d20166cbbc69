-- SPDX-License-Identifier: MIT
-- What replies of some sorts add to the signature of their responder.
SELECT sort, position, bits, probes
FROM sort_mask
WHERE scan = :scan
AND sort BETWEEN :first AND :last;
