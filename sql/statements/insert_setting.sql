-- SPDX-License-Identifier: MIT
-- Records a setting in force.
INSERT INTO setting (scan, name, value)
VALUES (:scan, :name, :value);
