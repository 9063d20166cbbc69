-- SPDX-License-Identifier: MIT
-- What a reply of each sort adds to the signature of its responder: the bits to set, mask by mask. This is
-- the one definition of what signatures are made of; the writer folds replies by it, and checks recount by
-- it. CROSS JOIN has SQLite look at a sort once, and then at the masks.

CREATE VIEW sort_mask AS
SELECT
  sort_class.scan,
  sort_class.sort,
  signature_mask.position,  -- of the mask in the table signature
  iif(signature_mask.name = 'control_syn_ack', 1, sort_class.bit) AS bits, -- to set in it
  sort_class.bit AS probes  -- to set in the responder's row of block24; 0 for the control probe
FROM sort_class
CROSS JOIN signature_mask
  ON iif(sort_class.bit = 0,
    signature_mask.name = 'control_syn_ack' AND sort_class.class = 'syn_ack',
    CASE signature_mask.name
      WHEN 'probes' THEN 1
      WHEN 'protocol_reply' THEN NOT is_error
      WHEN 'error_direct' THEN is_error AND sort_class.direct
      WHEN 'error_indirect' THEN is_error AND NOT sort_class.direct
      WHEN 'udp_port_unreachable' THEN sort_class.class = 'port_unreachable' AND sort_class.direct
        AND sort_class.family = (SELECT family FROM family WHERE name = 'udp')
      WHEN 'first_attempt' THEN sort_class.attempt = 1
      ELSE signature_mask.class = sort_class.class
        AND coalesce(signature_mask.direct, sort_class.direct) = sort_class.direct
    END);
