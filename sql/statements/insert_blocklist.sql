-- SPDX-License-Identifier: MIT
-- Records a blocklist in force.
INSERT INTO blocklist (scan, name, sha256, text)
VALUES (:scan, :name, :sha256, :text)
ON CONFLICT DO NOTHING; -- the same file given twice
