/* SPDX-License-Identifier: MIT
 * Tells the user how long work on a results file has been going on, and ends it when
 * the user interrupts. */
#ifndef CHECK_TICKER_H
#define CHECK_TICKER_H

#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct error;
struct time_budget;

/* Stays where it is between start and stop. */
struct ticker {
    sqlite3 *sqlite;            /* whose statements an interrupt ends */
    struct time_budget *budget; /* which ends them, too, when it is over */
    pthread_t thread;
    sigset_t signals; /* that end the work, and one that ends the ticker */
    sigset_t former;  /* mask, which stop restores */
    bool is_terminal; /* standard error is one: something is shown */
    _Atomic(const char *) doing;
    _Atomic uint64_t since_ns; /* by the monotonic clock */
    atomic_bool is_interrupted;
    atomic_bool is_over;
};

/* On failure there is nothing to stop. */
bool ticker_start(struct ticker *ticker, sqlite3 *sqlite, struct time_budget *budget,
                  struct error *error);

/* What is being done from now on, as in "checking `doing`". */
void ticker_set(struct ticker *ticker, const char *doing);

/* A signal that stops came. A statement that was running has failed. */
bool ticker_is_interrupted(struct ticker *ticker);

void ticker_stop(struct ticker *ticker);

#endif
