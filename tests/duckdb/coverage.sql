-- SPDX-License-Identifier: MIT
-- Counts again, from nothing but the replies, what the report coverage prints: addresses lit by each family of probes.

WITH
lit AS (
  SELECT DISTINCT responder, family
  FROM reply
  WHERE is_study = 1
),
address AS (
  SELECT responder, list(family) AS families
  FROM lit
  GROUP BY responder
),
line (position, family) AS (
  VALUES (1, 'icmp'), (2, 'tcp'), (3, 'udp'), (4, 'all')
),
counted AS (
  SELECT
    line.position,
    line.family,
    count(address.responder) AS addresses,
    count(address.responder) FILTER (WHERE len(address.families) = 1) AS "only"
  FROM line
  LEFT JOIN address ON line.family = 'all' OR list_contains(address.families, line.position)
  GROUP BY line.position, line.family
)
SELECT
  family,
  addresses,
  addresses / nullif(max(addresses) OVER (), 0) AS share,
  "only",
  "only" / nullif(max(addresses) OVER (), 0) AS only_share
FROM counted
ORDER BY position;
