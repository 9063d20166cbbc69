-- SPDX-License-Identifier: MIT
-- Whether any reply whose key lies between is sealed.
SELECT EXISTS (SELECT 1 FROM reply WHERE reply >= :first AND reply < :end)
  OR EXISTS (SELECT 1 FROM reply_other WHERE reply >= :first AND reply < :end);
