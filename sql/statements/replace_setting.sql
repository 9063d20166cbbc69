-- SPDX-License-Identifier: MIT
-- Records a setting in force, in place of an earlier one of that name.
INSERT INTO setting (scan, name, value)
VALUES (:scan, :name, :value)
ON CONFLICT (scan, name) DO UPDATE SET value = excluded.value;
