-- SPDX-License-Identifier: MIT
-- Records how many targets had their probes this far apart.
INSERT INTO window_count (scan, window_us, targets)
VALUES (:scan, :window_us, :targets)
ON CONFLICT (scan, window_us) DO UPDATE SET targets = targets + excluded.targets;
