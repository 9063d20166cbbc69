-- SPDX-License-Identifier: MIT
-- What a tarpit is: an address that sent a SYN-ACK on every TCP study port. One row a scan that has such
-- ports.

CREATE VIEW tarpit AS
SELECT
  scan,
  mask AS syn_ack -- that the signature of a tarpit has
FROM family_mask
WHERE family = 'tcp'
AND mask <> 0;
