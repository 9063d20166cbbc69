/* SPDX-License-Identifier: MIT
 * SQLite asks now and then whether it shall go on. */
#include "warehouse/time_budget.h"

#include <stddef.h>

#include "base/clock.h"

enum {
    ASK_EVERY = 100000,       /* instructions of a statement: some milliseconds */
    SECONDS_MIN = 4,          /* the smallest files take milliseconds */
    BYTES_A_SECOND = 1 << 19, /* liveness check, the slowest, takes 12 times as many */
};

void time_budget_begin(struct time_budget *budget, int64_t bytes) {
    budget->seconds = SECONDS_MIN + bytes / BYTES_A_SECOND;
    budget->end_ns = clock_process_ns() + (uint64_t)budget->seconds * NS_PER_S;
    atomic_store(&budget->is_over, false);
}

void time_budget_end(struct time_budget *budget) {
    budget->end_ns = 0;
}

bool time_budget_is_over(struct time_budget *budget) {
    if (budget->end_ns != 0 && clock_process_ns() > budget->end_ns) {
        atomic_store(&budget->is_over, true);
    }
    return atomic_load(&budget->is_over);
}

static int on_progress(void *context) {
    return time_budget_is_over(context);
}

void time_budget_watch(struct time_budget *budget, sqlite3 *sqlite) {
    sqlite3_progress_handler(sqlite, ASK_EVERY, on_progress, budget);
}
