/* SPDX-License-Identifier: MIT
 * Takes the place of the usual limits in a program made for tests, so that small scans
 * reach them. */
#include "warehouse/wal_guard.h"

const struct wal_limits wal_limits_usual = {
    .bytes = 400 << 10, .attempt_ms = 100, .patience_ms = 8000};
