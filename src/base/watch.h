/* SPDX-License-Identifier: MIT
 * Long work tells on standard error how far it is, and learns when to stop. */
#ifndef BASE_WATCH_H
#define BASE_WATCH_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

/* From start to end, signals that stop wait instead of ending the program, and SIGUSR1
 * makes it tell in a line how far it is, even if it is to be quiet. */
struct watch {
    bool is_quiet;
    bool is_terminal;  /* one line, rewritten; else nothing is shown */
    uint64_t shown_ns; /* when it was, monotonic clock */
    bool is_stopped;   /* a signal came */
    sigset_t mask_before;
};

void watch_start(struct watch *watch, bool is_quiet);

/* What is being done, and the share of it that is, 0..1; less than 0 if nobody knows.
 * False if work should stop as soon as that leaves all in order. */
bool watch_step(struct watch *watch, const char *doing, double share);

/* Whether such a signal waits; for what blocks, to stop blocking. Between start and
 * end.
 */
bool watch_is_signalled(void);

void watch_end(struct watch *watch);

#endif
