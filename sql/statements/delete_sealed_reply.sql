-- SPDX-License-Identifier: MIT
-- Takes a reply out of the sealed ones that came once and from the target itself.
DELETE FROM reply
WHERE reply = :reply
AND :responder = (:reply >> 20) & 4294967295;
