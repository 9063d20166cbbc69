-- SPDX-License-Identifier: MIT
-- Records how far another file's scan got; shards add up.
INSERT INTO progress (scan, slot, slots)
VALUES (:scan, :slot, :slots)
ON CONFLICT (scan) DO UPDATE SET slot = slot + excluded.slot, slots = slots + excluded.slots;
