-- SPDX-License-Identifier: MIT
-- Opens a write transaction.
BEGIN IMMEDIATE;
