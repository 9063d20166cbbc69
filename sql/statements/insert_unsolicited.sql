-- SPDX-License-Identifier: MIT
-- Counts packets that were no reply.
INSERT INTO unsolicited (scan, second, reason, packets)
VALUES (:scan, :second, :reason, :packets)
ON CONFLICT (scan, second, reason) DO UPDATE SET packets = packets + excluded.packets;
