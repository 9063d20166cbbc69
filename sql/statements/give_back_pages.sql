-- SPDX-License-Identifier: MIT
-- Moves pages from the end of the file to where unused ones are, and shortens it: a row for each page, until none is
-- left. Those whose rows were read are kept if it is broken off.
PRAGMA incremental_vacuum;
