-- SPDX-License-Identifier: MIT
-- title: Can the scan be trusted?
-- figure: section 3
-- answers: What was sent, what came back and what was lost, one row a scan. Of the packets captured, replies
--   were tied to a probe and came for the first time (the control probe's among them), duplicates are such
--   replies come again, unsolicited are no replies. Seconds are those with probes to send; achieved_rate is
--   in packets a second of these. The verdict names every loss.
-- parameters: :scan - number of the scan; unset, every scan

SELECT
  scan,
  targets,
  probes_sent,
  send_failures,
  captured,
  replies,
  duplicates,
  unsolicited,
  kernel_drops,
  interface_drops,
  ring_drops,
  seconds,
  achieved_rate,
  verdict
FROM scan_verdict
WHERE :scan IS NULL
OR scan = :scan
ORDER BY scan;
