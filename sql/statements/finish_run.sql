-- SPDX-License-Identifier: MIT
-- Records when and why the newest run of a scan ended.
UPDATE run
SET ended_us = :ended_us, exit_reason = :exit_reason, settled_slot = :settled_slot, detail = :detail
WHERE scan = :scan AND run = (SELECT max(run) FROM run WHERE scan = :scan);
