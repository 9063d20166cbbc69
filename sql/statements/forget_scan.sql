-- SPDX-License-Identifier: MIT
-- Takes back the newest scan, which has no reply.
DELETE FROM progress WHERE scan = (SELECT max(scan) FROM scan);
DELETE FROM unsolicited WHERE scan = (SELECT max(scan) FROM scan);
DELETE FROM rate_change WHERE scan = (SELECT max(scan) FROM scan);
DELETE FROM window_count WHERE scan = (SELECT max(scan) FROM scan);
DELETE FROM health WHERE scan = (SELECT max(scan) FROM scan);
DELETE FROM run WHERE scan = (SELECT max(scan) FROM scan);
DELETE FROM blocklist WHERE scan = (SELECT max(scan) FROM scan);
DELETE FROM target_range WHERE scan = (SELECT max(scan) FROM scan);
DELETE FROM probe WHERE scan = (SELECT max(scan) FROM scan);
DELETE FROM setting WHERE scan = (SELECT max(scan) FROM scan);
DELETE FROM scan WHERE scan = (SELECT max(scan) FROM scan);
