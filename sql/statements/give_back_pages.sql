-- SPDX-License-Identifier: MIT
-- Moves up to so many pages from the end of the file to where unused ones are, and shortens it.
PRAGMA incremental_vacuum(2048);
