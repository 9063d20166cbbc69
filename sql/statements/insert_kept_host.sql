-- SPDX-License-Identifier: MIT
-- Adds an address of another file.
INSERT INTO host (scan, address, signature)
VALUES (:scan, :address, :signature);
