-- SPDX-License-Identifier: MIT
-- Takes a reply out of the other sealed ones.
DELETE FROM reply_other
WHERE reply = :reply
AND responder = :responder;
