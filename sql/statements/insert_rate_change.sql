-- SPDX-License-Identifier: MIT
-- Records that the rate was changed, and why; the last change of a second counts.
INSERT INTO rate_change (scan, second, rate, reason)
VALUES (:scan, :second, :rate, :reason)
ON CONFLICT (scan, second) DO UPDATE SET rate = excluded.rate, reason = excluded.reason;
