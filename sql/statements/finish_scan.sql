-- SPDX-License-Identifier: MIT
-- Records when and why a scan ended.
UPDATE scan
SET ended_us = :ended_us, exit_reason = :exit_reason
WHERE scan = :scan;
