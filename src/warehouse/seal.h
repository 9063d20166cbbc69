/* SPDX-License-Identifier: MIT
 * Makes a results file what it should be to be kept, read and shared: replies by
 * target, no unused pages, statistics for the query planner. */
#ifndef WAREHOUSE_SEAL_H
#define WAREHOUSE_SEAL_H

#include <stdbool.h>

struct database;
struct error;
struct watch;

/* Seals all that is not sealed in a file that was opened to be written to. Can be
 * broken off at any point, by the watch or by a crash, and called again. */
bool seal(struct database *database, struct watch *watch, struct error *error);

#endif
