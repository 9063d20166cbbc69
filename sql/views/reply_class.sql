-- SPDX-License-Identifier: MIT
-- What each row of the log says of its responder, in the terms of the figures. From here on the target is
-- forgotten.

CREATE VIEW reply_class AS
SELECT
  reply.scan,
  reply.responder AS address,
  reply.probe,
  probe.is_study << probe.probe AS bit, -- of a study probe; 0 for the control probe
  coalesce(error_category.category, reply_kind.class) AS class, -- of an ICMP error, its category
  reply.direct,
  reply.attempt
FROM reply_row AS reply
JOIN probe ON probe.scan = reply.scan AND probe.probe = reply.probe
JOIN reply_kind ON reply_kind.kind = reply.kind
LEFT JOIN error_category
  ON reply_kind.class = 'icmp_error'
  AND reply.icmp_type BETWEEN error_category.first_type AND error_category.last_type
  AND reply.icmp_code BETWEEN error_category.first_code AND error_category.last_code;
