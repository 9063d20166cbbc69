-- SPDX-License-Identifier: MIT
-- Adds a canned report.
INSERT INTO query (name, title, figure, answers, parameters, sql)
VALUES (:name, :title, :figure, :answers, :parameters, :sql);
