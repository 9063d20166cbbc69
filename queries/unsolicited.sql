-- SPDX-License-Identifier: MIT
-- title: What came back and was no reply
-- figure: section 3
-- answers: How many captured packets could not be tied to a probe, by reason, over the whole scan; most
--   frequent first. The table unsolicited_reason explains the reasons.
-- parameters: :scan - number of the scan; unset, the newest

SELECT
  reason,
  packets
FROM scan_unsolicited
WHERE scan = coalesce(:scan, (SELECT scan FROM newest_scan))
ORDER BY packets DESC, reason;
