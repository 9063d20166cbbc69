/* SPDX-License-Identifier: MIT
 * How large the write-ahead log may become; alone in a file, so that a test's program
 * can have other limits. */
#include "warehouse/wal_guard.h"

/* Scans alone make it 42 MB large for 2.2 million addresses, and 279 for 20 million: a
 * transaction that folds the replies of many writes most pages of table host. Above the
 * limit it is emptied each time, which without readers takes no wait. */
const struct wal_limits wal_limits_usual = {
    .bytes = (int64_t)256 << 20,
    .attempt_ms = 500,     /* the writer's ring and the capture's buffer hold longer */
    .patience_ms = 300000, /* longer than liveness check reads 100 million replies */
};
