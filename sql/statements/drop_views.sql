-- SPDX-License-Identifier: MIT
-- The commands that drop all views, whatever they are: migrating would read them, and makes its own.
SELECT coalesce(group_concat(printf('DROP VIEW "%w";', name), ' '), '')
FROM sqlite_schema
WHERE type = 'view';
