-- SPDX-License-Identifier: MIT
-- What replies of a sort add to the signature of their responder.
SELECT position, bits, probes
FROM sort_mask
WHERE scan = :scan
AND sort = :sort;
