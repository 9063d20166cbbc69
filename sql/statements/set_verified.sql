-- SPDX-License-Identifier: MIT
-- Records that sealing was verified.
UPDATE sealing
SET is_verified = 1;
