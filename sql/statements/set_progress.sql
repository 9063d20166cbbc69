-- SPDX-License-Identifier: MIT
-- Records how far the schedule has got.
INSERT INTO progress (scan, slot, slots)
VALUES (:scan, :slot, :slots)
ON CONFLICT (scan) DO UPDATE SET slot = excluded.slot, slots = excluded.slots;
