-- SPDX-License-Identifier: MIT
-- title: What changed since an earlier scan
-- figure: section 3; it leaves churn outside its scope
-- answers: How many addresses, and blocks of 256 addresses (/24), had each level before and have it now.
--   Those that have it now stayed at it, appeared (were not network alive at all before) or gained it (were,
--   but without it); those that had it before stayed, disappeared (are not network alive at all now) or lost
--   it. A block has the level of a family if any of its addresses sent any reply to a study probe of it. What
--   became of them is counted when the file is sealed: until then, and for a scan that went on since, it is
--   NULL and only before and now are known. No row if the file has no earlier scan, or not that one.
-- parameters: :scan - number of the scan; unset, the newest
--   :before - number of the earlier scan; unset, the one before it in the file

WITH
pair AS MATERIALIZED (
  SELECT scan, before, is_compared
  FROM scan_pair
  WHERE scan = coalesce(:scan, (SELECT scan FROM newest_scan))
  AND before = coalesce(:before, before)
  ORDER BY before DESC
  LIMIT 1
),
one (unit, scan, levels, units) AS MATERIALIZED (
  SELECT 'address', scan, levels, sum(addresses)
  FROM address_level
  WHERE scan IN (SELECT scan FROM pair UNION ALL SELECT before FROM pair)
  GROUP BY scan, levels
  UNION ALL
  SELECT 'block24', scan, levels, sum(blocks)
  FROM block24_level
  WHERE scan IN (SELECT scan FROM pair UNION ALL SELECT before FROM pair)
  GROUP BY scan, levels
),
both (unit, levels, levels_before, units) AS MATERIALIZED (
  SELECT 'address', levels, levels_before, sum(addresses)
  FROM address_churn
  WHERE (scan, before) IN (SELECT scan, before FROM pair)
  GROUP BY levels, levels_before
  UNION ALL
  SELECT 'block24', levels, levels_before, sum(blocks)
  FROM block24_churn
  WHERE (scan, before) IN (SELECT scan, before FROM pair)
  GROUP BY levels, levels_before
),
counted AS (
  SELECT
    level.position,
    coalesce(sum(one.units) FILTER (WHERE one.scan = pair.before), 0) AS before,
    coalesce(sum(one.units) FILTER (WHERE one.scan = pair.scan), 0) AS now
  FROM pair
  CROSS JOIN churn_level AS level
  LEFT JOIN one ON one.unit = level.unit AND (one.levels & level.bit) <> 0
  GROUP BY level.position
),
moved AS (
  SELECT
    level.position,
    coalesce(sum(units) FILTER (WHERE (levels & levels_before & bit) <> 0), 0) AS stayed,
    coalesce(sum(units) FILTER (WHERE (levels & ~levels_before & bit) <> 0), 0) AS gained,
    coalesce(sum(units) FILTER (WHERE (~levels & levels_before & bit) <> 0), 0) AS lost
  FROM churn_level AS level
  LEFT JOIN both ON both.unit = level.unit
  WHERE (SELECT is_compared FROM pair)
  GROUP BY level.position
)
SELECT
  level.unit,
  level.level,
  counted.before,
  counted.now,
  moved.stayed,
  counted.now - moved.stayed - moved.gained AS appeared,
  moved.gained,
  counted.before - moved.stayed - moved.lost AS disappeared,
  moved.lost
FROM counted
JOIN churn_level AS level ON level.position = counted.position
LEFT JOIN moved ON moved.position = counted.position
ORDER BY counted.position;
