-- SPDX-License-Identifier: MIT
-- Where the tables that summarise the replies differ from a recount: no row is good. Takes long.

CREATE VIEW summary_mismatch (scan, summary, number, value) AS
SELECT scan, 'host has what no reply says', address, position
FROM (SELECT scan, address, position, mask FROM host_mask
  EXCEPT SELECT scan, address, position, mask FROM host_recount)
UNION ALL
SELECT scan, 'host lacks what a reply says', address, position
FROM (SELECT scan, address, position, mask FROM host_recount
  EXCEPT SELECT scan, address, position, mask FROM host_mask)
UNION ALL
SELECT scan, 'signature counts other hosts than there are', signature, hosts - recounted
FROM signature_check
WHERE hosts <> recounted
UNION ALL
SELECT scan, 'block24 has what no reply says', block, probes
FROM (SELECT scan, block, probes FROM block24
  EXCEPT SELECT scan, block, probes FROM block24_recount)
UNION ALL
SELECT scan, 'block24 lacks what a reply says', block, probes
FROM (SELECT scan, block, probes FROM block24_recount
  EXCEPT SELECT scan, block, probes FROM block24)
UNION ALL
SELECT scan, 'block24_count counts other blocks than there are', probes, sum(blocks)
FROM (SELECT scan, probes, blocks FROM block24_count
  UNION ALL SELECT scan, probes, -1 FROM block24)
GROUP BY scan, probes
HAVING sum(blocks) <> 0
UNION ALL
SELECT scan, 'reply_sort counts other replies than there are', sort, sum(replies)
FROM (SELECT scan, sort, replies, duplicates FROM reply_sort
  UNION ALL SELECT scan, sort, -1, -duplicates FROM reply_row)
GROUP BY scan, sort
HAVING sum(replies) <> 0
OR sum(duplicates) <> 0;
