-- SPDX-License-Identifier: MIT
-- Records how far sealing has got, and the sum over contents that is to come out.
UPDATE sealing
SET reply = :reply, contents = :contents;
