-- SPDX-License-Identifier: MIT
-- Undoes a write transaction.
ROLLBACK;
