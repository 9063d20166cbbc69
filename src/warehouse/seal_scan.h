/* SPDX-License-Identifier: MIT
 * Seals the replies of one scan that are in the log. */
#ifndef WAREHOUSE_SEAL_SCAN_H
#define WAREHOUSE_SEAL_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "warehouse/reply_sums.h"
#include "warehouse/wal_guard.h"

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
    struct wal_limits wal;
};

struct seal_scan {
    struct database *database;
    struct watch *watch;
    struct seal_limits limits;
    struct wal_guard *wal;          /* with these limits */
    struct seal_progress *progress; /* moved on with each batch */
    int64_t scan;
    struct reply_sorts *sorts;
};

/* Takes the rows of the log after *read_row, up to that of another scan, and sets
 * *read_row to the last it has taken. Adds them to *log, sealed before or not. */
bool seal_scan(const struct seal_scan *job, struct reply_sums *log, int64_t *read_row,
               struct error *error);

#define SEAL_SOUND "sound, but not sealed" /* the state until the log is empty */

/* Says that the watch did, in what state the file is then, and the remedy. Returns
 * false. */
bool seal_interrupted(const struct database *database, const char *state,
                      struct error *error);

/* Lets the watch look; false if it says stop. */
bool seal_scan_watch(const struct seal_scan *job, const char *doing, uint64_t done,
                     uint64_t all, struct error *error);

/* The same once in so many rows, for work that is counted by ones. */
bool seal_scan_step(const struct seal_scan *job, const char *doing, uint64_t done,
                    uint64_t all, struct error *error);

/* To be called between transactions: waits while other programs' reading keeps the
 * write-ahead log above its limit. False if that does not end; `state` is the file's,
 * as for seal_interrupted. */
bool seal_scan_bound_wal(const struct seal_scan *job, const char *state,
                         struct error *error);

/* False, and an error, if the row is of a sort that the scan does not have. */
bool seal_scan_is_known(const struct seal_scan *job, const struct log_row *row,
                        struct error *error);

#endif
