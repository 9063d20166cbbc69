-- SPDX-License-Identifier: MIT
-- The settings that name no address, file or interface, and not the order of targets: those that every share
-- level leaves in the file.

CREATE VIEW open_setting (name) AS
VALUES
  ('adapt'),
  ('attempts'),
  ('bandwidth'),
  ('cooldown'),
  ('imported-for-replies'),
  ('imported-from'), -- only whether it was: see sql/statements/read_kept_settings.sql
  ('max-replies'),
  ('max-runtime'),
  ('max-targets'),
  ('merged-shards'),
  ('min-hit-rate'),
  ('rate'),
  ('retransmit-delay'),
  ('retransmit-margin'),
  ('sandbox'),
  ('sender'),
  ('shard'),
  ('shards'),
  ('source-ports'),
  ('window');
