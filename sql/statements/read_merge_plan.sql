-- SPDX-License-Identifier: MIT
-- All that shards of one scan have in common, in a fixed order.
SELECT 'seed' AS name, seed AS value
FROM scan
WHERE scan = :scan
UNION ALL
SELECT name, value
FROM setting
WHERE scan = :scan
AND name IN ('attempts', 'max-targets', 'retransmit-delay', 'retransmit-margin', 'shards')
UNION ALL
SELECT probe, name || coalesce(' ' || hex(payload), '')
FROM probe
WHERE scan = :scan
UNION ALL
SELECT first, last
FROM target_range
WHERE scan = :scan
ORDER BY 1, 2;
