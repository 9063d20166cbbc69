-- SPDX-License-Identifier: MIT
-- The settings of a scan as another file keeps them: unless all are kept, those that name no address, file or
-- interface.
SELECT :new_scan, name, iif(:is_full OR name <> 'imported-from', value, 'a capture') AS value
FROM setting
WHERE scan = :scan
AND (:is_full OR name IN (SELECT name FROM open_setting))
ORDER BY name;
