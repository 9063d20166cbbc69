-- SPDX-License-Identifier: MIT
-- Whether each of the names, which are parted by commas, is that of a probe of the scan, or of one of its study probes;
-- and the names that are.
SELECT
  sum(instr(',' || :probes || ',', ',' || name || ',') > 0)
    = length(:probes) - length(replace(:probes, ',', '')) + 1 AS are_there,
  group_concat(name, ', ') AS names
FROM (
  SELECT name
  FROM probe
  WHERE scan = :scan
  AND is_study >= :is_study
  ORDER BY probe
);
