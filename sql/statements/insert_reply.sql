-- SPDX-License-Identifier: MIT
-- Appends a reply.
INSERT INTO reply_log (scan, target, probe, attempt, responder, kind, icmp_type, icmp_code, ttl, time_us, rtt_us, evidence)
VALUES (:scan, :target, :probe, :attempt, :responder, :kind, :icmp_type, :icmp_code, :ttl, :time_us, :rtt_us, :evidence);
