-- SPDX-License-Identifier: MIT
-- What is said of the file as a whole, in Datasette's words: of the newest scan that says it.
SELECT
  'Results of scans by liveness: see the table provenance, and the view readme' AS description,
  (SELECT licence FROM provenance WHERE licence IS NOT NULL ORDER BY scan DESC, step DESC LIMIT 1) AS license,
  (SELECT contact FROM provenance WHERE contact IS NOT NULL ORDER BY scan DESC, step DESC LIMIT 1) AS source,
  (SELECT terms FROM provenance WHERE terms IS NOT NULL ORDER BY scan DESC, step DESC LIMIT 1) AS about;
