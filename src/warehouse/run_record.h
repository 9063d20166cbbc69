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
    bool is_settled;       /* all that it sent: late answers were waited for ... */
    uint64_t settled_slot; /* ... to what is before this slot */
    const char *detail;    /* what went wrong; NULL or "" if nothing did */
};

/* Ends the scan's newest run alone, as part of the caller's transaction. */
bool run_record_end(struct database *database, int64_t scan, const struct run_end *end,
                    struct error *error);

/* Ends the scan's newest run, and with it the scan, in one transaction. */
bool run_record_finish(struct database *database, int64_t scan,
                       const struct run_end *end, struct error *error);

/* Slots before which all was sent and late answers were waited for. */
struct run_settled {
    uint64_t farthest; /* by any run; 0: by none */
    bool is_newest;    /* by the newest run too ... */
    uint64_t newest;   /* ... up to there */
};

bool run_record_read_settled(struct database *database, int64_t scan,
                             struct run_settled *settled, struct error *error);

#endif
