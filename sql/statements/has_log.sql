-- SPDX-License-Identifier: MIT
-- Whether there are replies that are not sealed.
SELECT EXISTS (SELECT 1 FROM reply_log);
