-- SPDX-License-Identifier: MIT
-- Where the tables that summarise the replies differ from a recount: no row is good. Takes long. Left out is
-- what a shared file has no rows to count from.

CREATE VIEW summary_mismatch (scan, summary, expected, found) AS
SELECT scan, printf('host %d.%d.%d.%d%s: mask %s', address >> 24, (address >> 16) & 255, (address >> 8) & 255,
  address & 255, iif(addresses > 1, printf(' and %d more', addresses - 1), ''), mask), said, kept
FROM host_mismatch
UNION ALL
SELECT scan, 'signature ' || signature || ': hosts', recounted, hosts
FROM signature_check
WHERE hosts <> recounted
UNION ALL
SELECT scan, printf('block24 %d.%d.%d.0: mask', block >> 16, (block >> 8) & 255, block & 255),
  sum(said), sum(kept)
FROM (
  SELECT scan, block, probes AS said, 0 AS kept
  FROM block24_recount
  UNION ALL
  SELECT scan, block, 0, probes
  FROM block24
  WHERE scan NOT IN (SELECT scan FROM scan_contents WHERE NOT has_hosts)
)
GROUP BY block, scan
HAVING sum(said) <> sum(kept)
OR min(said + kept) = 0
UNION ALL
SELECT scan, 'block24_count of mask ' || probes || ': blocks', sum(counted), sum(kept)
FROM (
  SELECT scan, probes, 1 AS counted, 0 AS kept
  FROM block24
  UNION ALL
  SELECT scan, probes, 0, blocks
  FROM block24_count
  WHERE scan NOT IN (SELECT scan FROM scan_contents WHERE NOT has_blocks)
)
GROUP BY probes, scan
HAVING sum(counted) <> sum(kept)
UNION ALL
SELECT scan, 'reply_sort ' || sort || ': ' || what, counted, kept
FROM reply_recount
WHERE counted <> kept
UNION ALL
SELECT NULL, 'fold: rows', 1, count(*)
FROM fold
HAVING count(*) <> 1
UNION ALL
SELECT NULL, 'fold: unfolded', late, unfolded
FROM (
  SELECT unfolded, (SELECT count(*) FROM reply_row WHERE NOT is_folded) AS late
  FROM fold
)
WHERE late <> unfolded
UNION ALL
SELECT NULL, 'sealing: rows', 1, count(*)
FROM sealing
HAVING count(*) > 1
UNION ALL
SELECT scan,
  printf('churn since scan %d, signatures %d and %d: addresses', before, signature, signature_before),
  sum(counted), sum(kept)
FROM (
  SELECT scan, before, signature, signature_before, addresses AS counted, 0 AS kept
  FROM churn_recount
  UNION ALL
  SELECT scan, before, signature, signature_before, 0, addresses
  FROM churn
  WHERE scan NOT IN (SELECT scan FROM scan_contents WHERE NOT has_hosts)
  AND before NOT IN (SELECT scan FROM scan_contents WHERE NOT has_hosts)
)
GROUP BY scan, before, signature, signature_before
HAVING sum(counted) <> sum(kept)
UNION ALL
SELECT scan, printf('churn24 since scan %d, masks %d and %d: blocks', before, probes, probes_before),
  sum(counted), sum(kept)
FROM (
  SELECT scan, before, probes, probes_before, blocks AS counted, 0 AS kept
  FROM churn24_recount
  UNION ALL
  SELECT scan, before, probes, probes_before, 0, blocks
  FROM churn24
  WHERE scan NOT IN (SELECT scan FROM scan_contents WHERE NOT has_blocks)
  AND before NOT IN (SELECT scan FROM scan_contents WHERE NOT has_blocks)
)
GROUP BY scan, before, probes, probes_before
HAVING sum(counted) <> sum(kept);
