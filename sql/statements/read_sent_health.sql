-- SPDX-License-Identifier: MIT
-- Second by second, what a scan sent and what its capture lost, which is lost to its savefile too.
SELECT health.second, health.probes_sent, health.send_failures, health.sending_us, health.kernel_drops,
  health.interface_drops, rate_change.reason, rate_change.rate
FROM health
LEFT JOIN rate_change ON rate_change.scan = health.scan
AND rate_change.second = health.second
WHERE health.scan = :scan
ORDER BY health.second;
