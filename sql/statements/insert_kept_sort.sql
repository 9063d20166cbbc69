-- SPDX-License-Identifier: MIT
-- Adds a sort of another file's replies.
INSERT INTO reply_sort (scan, sort, probe, attempt, kind, icmp_type, icmp_code, direct, evidence, replies, duplicates)
VALUES (:scan, :sort, :probe, :attempt, :kind, :icmp_type, :icmp_code, :direct, :evidence, :replies, :duplicates);
