-- SPDX-License-Identifier: MIT
-- Starts a scan, which gets the next number of the file.
INSERT INTO scan (started_us, version, seed, key, targets, attempts, source)
VALUES (:started_us, :version, :seed, :key, :targets, :attempts, :source)
RETURNING scan;
