-- SPDX-License-Identifier: MIT
-- Makes a file that cannot shrink by itself anew, so that it can.
PRAGMA auto_vacuum = INCREMENTAL;
VACUUM;
