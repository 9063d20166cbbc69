-- SPDX-License-Identifier: MIT
-- Packets that were captured and are no reply: one row a scan and reason.

CREATE VIEW scan_unsolicited AS
SELECT
  unsolicited.scan,
  unsolicited_reason.name AS reason,
  unsolicited_reason.meaning,
  sum(unsolicited.packets) AS packets
FROM unsolicited
JOIN unsolicited_reason ON unsolicited_reason.reason = unsolicited.reason
GROUP BY unsolicited.scan, unsolicited.reason;
