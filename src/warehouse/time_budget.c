/* SPDX-License-Identifier: MIT
 * SQLite asks now and then whether it shall go on. */
#include "warehouse/time_budget.h"

#include "base/clock.h"

enum {
    ASK_EVERY = 100000,       /* instructions of a statement: some milliseconds */
    SECONDS_MIN = 10,         /* the smallest files take milliseconds */
    BYTES_A_SECOND = 1 << 20, /* liveness check, the slowest, takes 6 times as many */
};

static int on_progress(void *context) {
    struct time_budget *budget = context;

    budget->is_over = budget->is_over || clock_process_ns() > budget->end_ns;
    return budget->is_over;
}

void time_budget_begin(struct time_budget *budget, sqlite3 *sqlite, int64_t bytes) {
    int64_t seconds = SECONDS_MIN + bytes / BYTES_A_SECOND;

    *budget = (struct time_budget){
        .seconds = seconds,
        .end_ns = clock_process_ns() + (uint64_t)seconds * NS_PER_S,
    };
    time_budget_go_on(budget, sqlite);
}

void time_budget_go_on(struct time_budget *budget, sqlite3 *sqlite) {
    sqlite3_progress_handler(sqlite, ASK_EVERY, on_progress, budget);
}
