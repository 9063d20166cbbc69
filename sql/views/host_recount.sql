-- SPDX-License-Identifier: MIT
-- What each address has shown, counted again from the replies: one row an address and a mask that it has.
-- Takes long; it is what the tables host and signature are checked against.

CREATE VIEW host_recount AS
SELECT
  reply.scan,
  reply.responder AS address,
  sort_mask.position, -- of the mask in the table signature
  sum(DISTINCT sort_mask.bits) AS mask -- SQLite has no bit_or, but this is the same for single bits
FROM reply_row AS reply
JOIN sort_mask ON sort_mask.scan = reply.scan AND sort_mask.sort = reply.sort
GROUP BY reply.scan, reply.responder, sort_mask.position;
