-- SPDX-License-Identifier: MIT
-- Begins to seal.
INSERT INTO sealing (log_row, reply, arrivals, contents)
VALUES (:log_row, :reply, :arrivals, :contents);
