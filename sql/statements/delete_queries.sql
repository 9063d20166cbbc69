-- SPDX-License-Identifier: MIT
-- Forgets the canned reports that were written by this version or another.
DELETE FROM query;
