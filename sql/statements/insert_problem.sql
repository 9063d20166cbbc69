-- SPDX-License-Identifier: MIT
-- Adds a problem to those found.
INSERT INTO temp.problem (step, scan, problem, expected, found)
VALUES (:step, :scan, :problem, :expected, :found);
