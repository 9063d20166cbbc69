/* SPDX-License-Identifier: MIT
 * Seals the replies of one scan that are in the log. */
#ifndef WAREHOUSE_SEAL_SCAN_H
#define WAREHOUSE_SEAL_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "warehouse/reply_sums.h"

struct database;
struct error;
struct log_row;
struct reply_sorts;
struct seal_progress;
struct watch;

enum { SEAL_STEP_ROWS = 1 << 14 }; /* between two looks at the watch */

struct seal_limits {
    size_t run_rows;   /* sorted in memory: row_sorter.h */
    size_t batch_rows; /* in a transaction, or a few more */
};

struct seal_scan {
    struct database *database;
    struct watch *watch;
    struct seal_limits limits;
    struct seal_progress *progress; /* moved on with each batch */
    int64_t scan;
    struct reply_sorts *sorts;
};

/* Adds the scan's replies in the log, sealed before or not, to *log; *log_rows are the
 * rows of the log, whatever scan they are of. */
bool seal_scan(const struct seal_scan *job, struct reply_sums *log, uint64_t *log_rows,
               struct error *error);

/* Lets the watch look every so many rows; false if it says stop. */
bool seal_scan_step(const struct seal_scan *job, const char *doing, uint64_t done,
                    uint64_t all, struct error *error);

/* False, and an error, if the row is of a sort that the scan does not have. */
bool seal_scan_is_known(const struct seal_scan *job, const struct log_row *row,
                        struct error *error);

#endif
