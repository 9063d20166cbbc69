-- SPDX-License-Identifier: MIT
-- Addresses whose signature is not what their replies say, by the mask that differs: no row is good.
-- Addresses that sent the same sorts of reply are taken together, so each set is looked at once.

CREATE VIEW host_mismatch AS
WITH
alike AS MATERIALIZED (
  SELECT scan, signature, sorts, min(address) AS address, count(*) AS addresses
  FROM host_recount
  GROUP BY sorts, signature, scan
),
sort_bits AS MATERIALIZED (
  SELECT scan, sort, position, bits
  FROM sort_mask
),
-- CROSS JOIN, so that SQLite looks up a sort by its number, whatever it knows of how many there are.
mask AS (
  SELECT alike.scan, alike.address, sort_bits.position, sum(DISTINCT sort_bits.bits) AS said, 0 AS kept
  FROM alike
  CROSS JOIN json_each('[' || alike.sorts || ']') AS each
  CROSS JOIN sort_bits ON sort_bits.scan = alike.scan AND sort_bits.sort = each.value
  GROUP BY alike.address, alike.scan, sort_bits.position
  UNION ALL
  SELECT alike.scan, alike.address, part.position, 0, part.mask
  FROM alike
  JOIN signature_part AS part ON part.scan = alike.scan AND part.signature = alike.signature
)
SELECT
  mask.scan,
  mask.address,     -- the first of them
  alike.addresses,  -- that sent the same and have the same signature
  signature_mask.name AS mask,
  sum(said) AS said, -- by the replies
  sum(kept) AS kept  -- by the signature
FROM mask
JOIN alike ON alike.scan = mask.scan AND alike.address = mask.address
JOIN signature_mask ON signature_mask.position = mask.position
GROUP BY mask.address, mask.scan, mask.position
HAVING sum(said) <> sum(kept);
