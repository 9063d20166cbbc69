/* SPDX-License-Identifier: MIT
 * A thread that waits for signals: SQLite's own checks run for minutes without calling
 * anybody back, but they look whether they are interrupted. */
#include "check/ticker.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/duration.h"
#include "base/error.h"
#include "base/signals.h"
#include "warehouse/time_budget.h"

enum { TICK_NS = 250 * NS_PER_MS, SHOW_AFTER_NS = NS_PER_S };

static void show(struct ticker *ticker) {
    uint64_t elapsed_ns = clock_monotonic_ns() - atomic_load(&ticker->since_ns);
    const char *doing = atomic_load(&ticker->doing);
    char elapsed[DURATION_TEXT_SIZE];

    if (ticker->is_terminal && doing != NULL && elapsed_ns > SHOW_AFTER_NS) {
        fprintf(stderr, "\r\033[Kchecking %s: %s", doing,
                duration_format((double)elapsed_ns / NS_PER_S, elapsed));
    }
}

/* An interrupt between two statements ends neither, so it is repeated. */
static void *run(void *context) {
    struct ticker *ticker = context;
    const struct timespec tick = {.tv_nsec = TICK_NS};

    while (!atomic_load(&ticker->is_over)) {
        int signal = sigtimedwait(&ticker->signals, NULL, &tick);

        if (signal > 0 && signal != SIGUSR1) {
            atomic_store(&ticker->is_interrupted, true);
        }
        if (atomic_load(&ticker->is_interrupted) ||
            time_budget_is_over(ticker->budget)) {
            sqlite3_interrupt(ticker->sqlite);
        }
        show(ticker);
    }
    return NULL;
}

bool ticker_start(struct ticker *ticker, sqlite3 *sqlite, struct time_budget *budget,
                  struct error *error) {
    *ticker = (struct ticker){
        .sqlite = sqlite, .budget = budget, .is_terminal = isatty(STDERR_FILENO)};
    signals_stopping(&ticker->signals);
    sigaddset(&ticker->signals, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &ticker->signals, &ticker->former);
    if (pthread_create(&ticker->thread, NULL, run, ticker) != 0) {
        pthread_sigmask(SIG_SETMASK, &ticker->former, NULL);
        return error_set(error, "cannot start a thread");
    }
    return true;
}

void ticker_set(struct ticker *ticker, const char *doing) {
    atomic_store(&ticker->doing, doing);
    atomic_store(&ticker->since_ns, clock_monotonic_ns());
}

bool ticker_is_interrupted(struct ticker *ticker) {
    return atomic_load(&ticker->is_interrupted);
}

void ticker_stop(struct ticker *ticker) {
    atomic_store(&ticker->is_over, true);
    pthread_kill(ticker->thread, SIGUSR1);
    pthread_join(ticker->thread, NULL);
    pthread_sigmask(SIG_SETMASK, &ticker->former, NULL);
    if (ticker->is_terminal) {
        fputs("\r\033[K", stderr);
    }
}
