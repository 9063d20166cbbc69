-- SPDX-License-Identifier: MIT
-- What a file says it is.
SELECT
  (SELECT application_id FROM pragma_application_id) AS application_id,
  (SELECT user_version FROM pragma_user_version) AS user_version;
