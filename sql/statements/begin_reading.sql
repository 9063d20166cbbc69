-- SPDX-License-Identifier: MIT
-- Opens a read transaction: what is read until its end is of one moment, whoever writes meanwhile.
BEGIN;
