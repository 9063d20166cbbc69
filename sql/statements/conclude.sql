-- SPDX-License-Identifier: MIT
-- What a scan's replies tell of an address: its levels in words, NULL if it has none; whether there are replies
-- that it sent itself, for itself, or that came in its place; and how many of its own the levels lack.
SELECT
  (
    SELECT 'network alive'
      || CASE
        WHEN transport_alive THEN '; transport alive on ' || ports_alive
        WHEN transport_active THEN '; transport active'
        ELSE ''
      END
      || CASE
        WHEN application_alive THEN '; application alive'
        WHEN application_active THEN '; application active'
        ELSE ''
      END
    FROM liveness
    WHERE scan = :scan
    AND address_number = :address
  ) AS levels,
  EXISTS (SELECT 1 FROM temp.found_row WHERE scan = :scan AND responder = :address) AS has_sent,
  EXISTS (SELECT 1 FROM temp.found_row WHERE scan = :scan AND responder = :address AND target = :address)
    AS is_direct,
  EXISTS (SELECT 1 FROM temp.found_row WHERE scan = :scan AND responder <> :address) AS has_drawn,
  (SELECT count(*) FROM temp.found_row WHERE scan = :scan AND responder = :address AND NOT is_folded) AS unfolded;
