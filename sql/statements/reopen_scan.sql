-- SPDX-License-Identifier: MIT
-- Lets a scan that ended early go on.
UPDATE scan
SET ended_us = NULL, exit_reason = NULL
WHERE scan = :scan;
