-- SPDX-License-Identifier: MIT
-- Whether there is such a kind of reply, and the names of all.
SELECT sum(name = :kind) AS is_there, group_concat(name, ', ') AS names
FROM (
  SELECT name
  FROM reply_kind
  ORDER BY kind
);
