-- SPDX-License-Identifier: MIT
-- All that shards of one scan have in common, in a fixed order. What was imported is another scan than what it was
-- imported for.
SELECT 'seed' AS name, seed AS value
FROM scan
WHERE scan = :scan
UNION ALL
SELECT name, value
FROM setting
WHERE scan = :scan
AND name IN ('attempts', 'max-targets', 'retransmit-delay', 'retransmit-margin', 'shards')
UNION ALL
SELECT DISTINCT 'imported', 1
FROM setting
WHERE scan = :scan
AND name = 'imported-from'
UNION ALL
SELECT probe, name || coalesce(' ' || hex(payload), '')
FROM probe
WHERE scan = :scan
UNION ALL
SELECT first, last
FROM target_range
WHERE scan = :scan
ORDER BY 1, 2;
