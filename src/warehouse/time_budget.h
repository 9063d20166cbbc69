/* SPDX-License-Identifier: MIT
 * A bound on the processor time that reading a file may take: a file can be made so
 * that queries on it never end. */
#ifndef WAREHOUSE_TIME_BUDGET_H
#define WAREHOUSE_TIME_BUDGET_H

#include <sqlite3.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* Stays where it is while the connection is open. All zero, it has no end. */
struct time_budget {
    int64_t seconds;     /* of processor time, of all threads */
    uint64_t end_ns;     /* by the clock of that time; 0: never */
    atomic_bool is_over; /* it was, when somebody looked */
};

/* As much as a sound file of so many bytes can need: many times what the slowest
 * command takes. */
void time_budget_begin(struct time_budget *budget, int64_t bytes);
void time_budget_end(struct time_budget *budget);

/* Looks at the clock, too. */
bool time_budget_is_over(struct time_budget *budget);

/* Statements of the connection end with SQLITE_INTERRUPT once the budget is over, as
 * far as SQLite asks while it runs them; it does not while it checks pages or counts
 * rows. */
void time_budget_watch(struct time_budget *budget, sqlite3 *sqlite);

#endif
