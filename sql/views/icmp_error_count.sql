-- SPDX-License-Identifier: MIT
-- How many ICMP errors of each sort came to study probes, with the names of types and codes.

CREATE VIEW icmp_error_count AS
SELECT
  reply.scan,
  study_probe.family,
  study_probe.name AS probe,
  reply.icmp_type AS type,
  reply.icmp_code AS code,
  coalesce(icmp_code.name, printf('type %d code %d', reply.icmp_type, reply.icmp_code)) AS name,
  error_category.category,
  reply.direct,
  reply.attempt,
  reply.replies
FROM reply_count AS reply
JOIN reply_kind ON reply_kind.kind = reply.kind AND reply_kind.class = 'icmp_error'
JOIN study_probe ON study_probe.scan = reply.scan AND study_probe.probe = reply.probe
LEFT JOIN icmp_code ON icmp_code.type = reply.icmp_type AND icmp_code.code = reply.icmp_code
LEFT JOIN error_category
  ON reply.icmp_type BETWEEN error_category.first_type AND error_category.last_type
  AND reply.icmp_code BETWEEN error_category.first_code AND error_category.last_code;
