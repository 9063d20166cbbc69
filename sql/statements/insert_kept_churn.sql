-- SPDX-License-Identifier: MIT
-- Adds what became of another file's addresses.
INSERT INTO churn (scan, before, signature, signature_before, addresses)
VALUES (:scan, :before, :signature, :signature_before, :addresses);
