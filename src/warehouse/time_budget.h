/* SPDX-License-Identifier: MIT
 * A bound on the processor time that reading a file may take: a file can be made so
 * that queries on it never end. */
#ifndef WAREHOUSE_TIME_BUDGET_H
#define WAREHOUSE_TIME_BUDGET_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

/* Stays where it is while the connection is open. */
struct time_budget {
    int64_t seconds; /* of processor time, of all threads */
    uint64_t end_ns; /* by the clock of that time */
    bool is_over;    /* a statement was broken off */
};

/* From now on, statements of the connection end with SQLITE_INTERRUPT once the process
 * has computed for longer than a sound file of so many bytes can need: many times what
 * the slowest command takes. */
void time_budget_begin(struct time_budget *budget, sqlite3 *sqlite, int64_t bytes);

/* The same budget goes on for another connection. */
void time_budget_go_on(struct time_budget *budget, sqlite3 *sqlite);

#endif
