-- SPDX-License-Identifier: MIT
-- From now on each commit is on the disk when it returns.
PRAGMA synchronous = FULL;
