-- SPDX-License-Identifier: MIT
-- Ends sealing; rows of the log that came since stay.
DELETE FROM sealing;
