-- SPDX-License-Identifier: MIT
-- The scan that a report is about when nobody names one.

CREATE VIEW newest_scan AS
SELECT max(scan) AS scan
FROM scan;
