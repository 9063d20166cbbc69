-- SPDX-License-Identifier: MIT
-- The probes that lit each block, counted again from the replies. Takes long.

CREATE VIEW block24_recount AS
SELECT
  reply.scan,
  reply.responder >> 8 AS block,
  sum(DISTINCT sort_class.bit) AS probes
FROM reply_row AS reply
JOIN sort_class ON sort_class.scan = reply.scan AND sort_class.sort = reply.sort
WHERE sort_class.bit <> 0
GROUP BY reply.scan, reply.responder >> 8;
