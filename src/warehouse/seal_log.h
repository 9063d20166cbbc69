/* SPDX-License-Identifier: MIT
 * Moves the replies of the log into the sealed tables, where they lie by scan and
 * target, and verifies that none was lost or changed before the log is emptied. */
#ifndef WAREHOUSE_SEAL_LOG_H
#define WAREHOUSE_SEAL_LOG_H

#include <stdbool.h>

struct database;
struct error;
struct seal_limits;
struct watch;

/* All rows of the log must be folded. In transactions of its own: what is broken off,
 * by the watch or by a crash, goes on at the next call. Then the log is empty. */
bool seal_log(struct database *database, const struct seal_limits *limits,
              struct watch *watch, struct error *error);

#endif
