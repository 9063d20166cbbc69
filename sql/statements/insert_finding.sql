-- SPDX-License-Identifier: MIT
-- Adds what a scan tells of the address.
INSERT INTO temp.finding (scan, conclusion)
VALUES (:scan, :conclusion);
