-- SPDX-License-Identifier: MIT
-- Records how far another file's scan got; for shards, that of all is reckoned in the end.
INSERT INTO progress (scan, slot, slots)
VALUES (:scan, :slot, :slots)
ON CONFLICT DO NOTHING;
