-- SPDX-License-Identifier: MIT
-- How far a scan got, for another file.
SELECT :new_scan, slot, slots
FROM progress
WHERE scan = :scan;
