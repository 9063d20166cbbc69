/* SPDX-License-Identifier: MIT
 * Folds rows of the log that are not yet, on demand: what a scan that was killed had
 * left for later, and files that were made before there was a fold. */
#ifndef WAREHOUSE_FOLD_LOG_H
#define WAREHOUSE_FOLD_LOG_H

#include <stdbool.h>
#include <stdint.h>

struct database;
struct error;

/* Folds the rest of the log, in transactions of its own; nothing is lost if it is
 * broken off. Counts by sort are always those of the whole log. */
bool fold_log(struct database *database, struct error *error);

/* The last row of the log, and the last that is folded. */
bool fold_log_end(struct database *database, int64_t *last_row, int64_t *folded_row,
                  struct error *error);

/* Records that the log is folded up to a row, and that so many come after it, in the
 * caller's transaction. */
bool fold_log_set_end(struct database *database, int64_t row, int64_t unfolded,
                      struct error *error);

#endif
