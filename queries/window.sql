-- SPDX-License-Identifier: MIT
-- title: How far apart the probes of one target were sent
-- figure: section 3
-- answers: The window of a target is the time from its first to its last probe, first attempts only. Each row
--   is the shortest window that was enough for that fraction (quantile) of the targets, in seconds. No row if
--   no window was measured.
-- parameters: :scan - number of the scan; unset, the newest

WITH quantile (per_mille) AS (
  VALUES (0), (250), (500), (750), (800), (900), (950), (990), (1000)
)
SELECT
  quantile.per_mille / 1000.0 AS quantile,
  min(target_window.window_us) / 1e6 AS seconds
FROM quantile
JOIN target_window
  ON quantile.per_mille * target_window.targets_measured <= 1000 * target_window.targets_within
WHERE target_window.scan = coalesce(:scan, (SELECT scan FROM newest_scan))
GROUP BY quantile.per_mille
ORDER BY quantile.per_mille;
