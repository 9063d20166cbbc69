-- SPDX-License-Identifier: MIT
-- What each address sent, by the replies, beside the signature that the table host gives it. Takes long.

CREATE VIEW host_recount AS
SELECT
  scan,
  address,
  max(signature) AS signature, -- by the table host; NULL if the address is not in it
  group_concat(DISTINCT sort) AS sorts -- of its replies, by comma, in any order; NULL if it sent none
FROM (
  SELECT scan, responder AS address, sort, NULL AS signature
  FROM reply_row
  WHERE is_folded
  UNION ALL
  SELECT scan, address, NULL, signature
  FROM host
)
-- In this order sorting is quicker, since nearly all addresses differ.
GROUP BY address, scan;
