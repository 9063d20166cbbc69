/* SPDX-License-Identifier: MIT
 * Folds rows of the log that are not yet, on demand: of files that were made before
 * there was a fold, or that another program wrote to. */
#ifndef WAREHOUSE_FOLD_LOG_H
#define WAREHOUSE_FOLD_LOG_H

#include <stdbool.h>
#include <stdint.h>

struct database;
struct error;

/* Brings all tables that summarise the log up to date with it, in transactions of its
 * own; nothing is lost if it is broken off. */
bool fold_log(struct database *database, struct error *error);

/* The last row of the log, and the last that is folded. */
bool fold_log_end(struct database *database, int64_t *last_row, int64_t *folded_row,
                  struct error *error);

/* Records that the log is folded up to a row, in the caller's transaction. */
bool fold_log_set_end(struct database *database, int64_t row, struct error *error);

#endif
