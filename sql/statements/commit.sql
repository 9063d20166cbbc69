-- SPDX-License-Identifier: MIT
-- Ends a write transaction.
COMMIT;
