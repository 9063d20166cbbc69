-- SPDX-License-Identifier: MIT
-- Forgets a signature that no address has any more.
DELETE FROM signature
WHERE scan = :scan
AND signature = :signature
AND hosts = 0;
