-- SPDX-License-Identifier: MIT
-- Records what a second added to the counters; a second may come in parts.
INSERT INTO health (scan, second, probes_sent, send_failures, sending_us, captured, replies, kernel_drops,
  interface_drops, ring_drops, ring_waits)
VALUES (:scan, :second, :probes_sent, :send_failures, :sending_us, :captured, :replies, :kernel_drops,
  :interface_drops, :ring_drops, :ring_waits)
ON CONFLICT (scan, second) DO UPDATE SET
  probes_sent = probes_sent + excluded.probes_sent,
  send_failures = send_failures + excluded.send_failures,
  sending_us = sending_us + excluded.sending_us,
  captured = captured + excluded.captured,
  replies = replies + excluded.replies,
  kernel_drops = kernel_drops + excluded.kernel_drops,
  interface_drops = interface_drops + excluded.interface_drops,
  ring_drops = ring_drops + excluded.ring_drops,
  ring_waits = ring_waits + excluded.ring_waits;
