-- SPDX-License-Identifier: MIT
-- From now on commits reach the disk in order, but no sooner than the next checkpoint.
PRAGMA synchronous = NORMAL;
