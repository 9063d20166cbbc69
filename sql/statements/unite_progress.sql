-- SPDX-License-Identifier: MIT
-- Counts how far shards got, which were added up, by the slots of the whole scan's schedule.
UPDATE progress
SET slot = iif(slot >= slots, :slots, CAST(1.0 * slot / slots * :slots AS INTEGER)), slots = :slots
WHERE scan = :scan;
