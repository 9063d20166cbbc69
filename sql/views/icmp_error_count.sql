-- SPDX-License-Identifier: MIT
-- How many ICMP errors of each sort came to study probes, with the names of types and codes.

CREATE VIEW icmp_error_count AS
SELECT
  counted.scan,
  study_probe.family,
  study_probe.name AS probe,
  counted.icmp_type AS type,
  counted.icmp_code AS code,
  coalesce(icmp_code.name, printf('type %d code %d', counted.icmp_type, counted.icmp_code)) AS name,
  error_category.category,
  counted.direct,
  counted.attempt,
  counted.replies
FROM reply_count AS counted
JOIN reply_kind ON reply_kind.kind = counted.kind AND reply_kind.class = 'icmp_error'
JOIN study_probe ON study_probe.scan = counted.scan AND study_probe.probe = counted.probe
LEFT JOIN icmp_code ON icmp_code.type = counted.icmp_type AND icmp_code.code = counted.icmp_code
LEFT JOIN error_category
  ON counted.icmp_type BETWEEN error_category.first_type AND error_category.last_type
  AND counted.icmp_code BETWEEN error_category.first_code AND error_category.last_code;
