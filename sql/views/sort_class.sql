-- SPDX-License-Identifier: MIT
-- What each sort of reply says of its responder, in the terms of the figures. From here on the target is
-- forgotten.

CREATE VIEW sort_class AS
SELECT
  sort.scan,
  sort.sort,
  sort.probe,
  probe.is_study << probe.probe AS bit, -- of a study probe; 0 for the control probe
  coalesce(error_category.category, reply_kind.class) AS class, -- of an ICMP error, its category
  reply_kind.class = 'icmp_error' AS is_error,
  probe.family,
  sort.direct,
  sort.attempt
FROM reply_sort AS sort
JOIN probe ON probe.scan = sort.scan AND probe.probe = sort.probe
JOIN reply_kind ON reply_kind.kind = sort.kind
LEFT JOIN error_category
  ON reply_kind.class = 'icmp_error'
  AND sort.icmp_type BETWEEN error_category.first_type AND error_category.last_type
  AND sort.icmp_code BETWEEN error_category.first_code AND error_category.last_code;
