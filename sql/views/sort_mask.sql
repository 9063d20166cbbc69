-- SPDX-License-Identifier: MIT
-- What a reply of each sort adds to the signature of its responder: the bits to set, mask by mask. This is the
-- one definition of what signatures are made of; the writer folds replies by it, and checks recount by it.

CREATE VIEW sort_mask AS
SELECT
  sort_class.scan,
  sort_class.sort,
  signature_mask.position,   -- of the mask in the table signature
  sort_class.bit AS bits,    -- to set in it
  sort_class.bit AS probes   -- to set in the responder's row of block24
FROM sort_class
JOIN signature_mask
  ON signature_mask.class = sort_class.class
  AND coalesce(signature_mask.direct, sort_class.direct) = sort_class.direct
WHERE sort_class.bit <> 0
UNION ALL
SELECT sort_class.scan, sort_class.sort, signature_mask.position, sort_class.bit, sort_class.bit
FROM sort_class
JOIN signature_mask ON signature_mask.name = 'first_attempt'
WHERE sort_class.bit <> 0
AND sort_class.attempt = 1
UNION ALL
SELECT sort_class.scan, sort_class.sort, signature_mask.position, 1, 0
FROM sort_class
JOIN signature_mask ON signature_mask.name = 'control_syn_ack'
WHERE sort_class.bit = 0
AND sort_class.class = 'syn_ack';
