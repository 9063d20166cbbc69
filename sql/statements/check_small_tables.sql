-- SPDX-License-Identifier: MIT
-- The first damage, or value of a wrong type, in the tables that reports read. Rows of the large tables are checked
-- as they are read.
SELECT quick_check FROM pragma_quick_check('scan') WHERE quick_check <> 'ok'
UNION ALL
SELECT quick_check FROM pragma_quick_check('run') WHERE quick_check <> 'ok'
UNION ALL
SELECT quick_check FROM pragma_quick_check('setting') WHERE quick_check <> 'ok'
UNION ALL
SELECT quick_check FROM pragma_quick_check('probe') WHERE quick_check <> 'ok'
UNION ALL
SELECT quick_check FROM pragma_quick_check('blocklist') WHERE quick_check <> 'ok'
UNION ALL
SELECT quick_check FROM pragma_quick_check('provenance') WHERE quick_check <> 'ok'
UNION ALL
SELECT quick_check FROM pragma_quick_check('reply_sort') WHERE quick_check <> 'ok'
UNION ALL
SELECT quick_check FROM pragma_quick_check('signature') WHERE quick_check <> 'ok'
UNION ALL
SELECT quick_check FROM pragma_quick_check('block24_count') WHERE quick_check <> 'ok'
UNION ALL
SELECT quick_check FROM pragma_quick_check('churn') WHERE quick_check <> 'ok'
UNION ALL
SELECT quick_check FROM pragma_quick_check('churn24') WHERE quick_check <> 'ok'
UNION ALL
SELECT quick_check FROM pragma_quick_check('comparison') WHERE quick_check <> 'ok'
UNION ALL
SELECT quick_check FROM pragma_quick_check('health') WHERE quick_check <> 'ok'
UNION ALL
SELECT quick_check FROM pragma_quick_check('unsolicited') WHERE quick_check <> 'ok'
UNION ALL
SELECT quick_check FROM pragma_quick_check('window_count') WHERE quick_check <> 'ok'
UNION ALL
SELECT quick_check FROM pragma_quick_check('rate_change') WHERE quick_check <> 'ok'
UNION ALL
SELECT quick_check FROM pragma_quick_check('progress') WHERE quick_check <> 'ok'
UNION ALL
SELECT quick_check FROM pragma_quick_check('fold') WHERE quick_check <> 'ok'
UNION ALL
SELECT quick_check FROM pragma_quick_check('sealing') WHERE quick_check <> 'ok'
UNION ALL
SELECT quick_check FROM pragma_quick_check('family') WHERE quick_check <> 'ok'
UNION ALL
SELECT quick_check FROM pragma_quick_check('reply_kind') WHERE quick_check <> 'ok'
UNION ALL
SELECT quick_check FROM pragma_quick_check('evidence') WHERE quick_check <> 'ok'
UNION ALL
SELECT quick_check FROM pragma_quick_check('icmp_code') WHERE quick_check <> 'ok'
UNION ALL
SELECT quick_check FROM pragma_quick_check('probe_name') WHERE quick_check <> 'ok'
UNION ALL
SELECT quick_check FROM pragma_quick_check('unsolicited_reason') WHERE quick_check <> 'ok'
UNION ALL
SELECT quick_check FROM pragma_quick_check('rate_reason') WHERE quick_check <> 'ok'
UNION ALL
SELECT quick_check FROM pragma_quick_check('exit_reason') WHERE quick_check <> 'ok'
UNION ALL
SELECT quick_check FROM pragma_quick_check('share_level') WHERE quick_check <> 'ok'
UNION ALL
SELECT quick_check FROM pragma_quick_check('query') WHERE quick_check <> 'ok'
LIMIT 1;
