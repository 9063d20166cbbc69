/* SPDX-License-Identifier: MIT
 * Writes down the runs of a scan: the first, and one more each time it is gone on with.
 */
#ifndef WAREHOUSE_RUN_RECORD_H
#define WAREHOUSE_RUN_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "warehouse/exit_reason.h"

struct database;
struct error;

struct run_start {
    int64_t started_us; /* since 1970 UTC */
    uint64_t slot;      /* of the schedule, where it begins */
    uint32_t source;    /* our address */
};

/* Part of the caller's transaction. */
bool run_record_start(struct database *database, int64_t scan,
                      const struct run_start *start, struct error *error);

struct run_end {
    int64_t ended_us;
    enum exit_reason reason;
    bool is_cooled_down; /* late answers were waited for to the end */
    const char *detail;  /* what went wrong; NULL or "" if nothing did */
};

/* Ends the scan's newest run alone, as part of the caller's transaction. */
bool run_record_end(struct database *database, int64_t scan, const struct run_end *end,
                    struct error *error);

/* Ends the scan's newest run, and with it the scan, in one transaction. */
bool run_record_finish(struct database *database, int64_t scan,
                       const struct run_end *end, struct error *error);

/* Of the scan's newest run. */
bool run_record_is_cooled_down(struct database *database, int64_t scan,
                               bool *is_cooled_down, struct error *error);

#endif
