-- SPDX-License-Identifier: MIT
-- Rows of the log whose keys lie between and that are not sealed yet, in any order.
SELECT reply, stored_responder AS responder, ttl, time_us, rtt_us, duplicates
FROM reply_row
WHERE NOT is_sealed
AND reply >= :first
AND reply < :end;
