-- SPDX-License-Identifier: MIT
-- What a tarpit is: an address that sent a SYN-ACK on every TCP study port. One row a scan that has such
-- ports.

CREATE VIEW tarpit AS
SELECT
  scan,
  tcp AS syn_ack -- mask that the signature of a tarpit has
FROM study_mask
WHERE tcp <> 0;
