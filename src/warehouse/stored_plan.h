/* SPDX-License-Identifier: MIT
 * Reads back from a results file by which plan a scan sent its probes, and how far it
 * got. */
#ifndef WAREHOUSE_STORED_PLAN_H
#define WAREHOUSE_STORED_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "target/schedule.h"

struct database;
struct error;

struct stored_plan {
    struct schedule_plan plan;
    uint64_t seed;
    uint64_t slot;              /* all before it were sent ... */
    uint64_t slots;             /* ... of so many in all */
    bool is_ended;              /* else it runs, or broke off */
    uint64_t silent_neighbours; /* targets on the link that were left out */
    uint64_t merged_shards;     /* that it was made of by merging; else 0 */
};

/* Fails if the file's settings make no plan, or not the one its progress is counted by.
 */
bool stored_plan_read(struct database *database, int64_t scan,
                      struct stored_plan *stored, struct error *error);

#endif
