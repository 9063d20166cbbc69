/* SPDX-License-Identifier: MIT
 * Signals are blocked and asked for, so that there is no handler and no global. */
#include "base/watch.h"

#include <pthread.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/signals.h"
#include "base/standard_streams.h"

enum { SHOW_EVERY_MS = 200 };

static sigset_t watched_signals(void) {
    sigset_t signals;

    signals_stopping(&signals);
    sigaddset(&signals, SIGUSR1);
    return signals;
}

void watch_start(struct watch *watch, bool is_quiet) {
    sigset_t signals = watched_signals();

    *watch = (struct watch){.is_quiet = is_quiet, .is_terminal = isatty(STDERR_FILENO)};
    pthread_sigmask(SIG_BLOCK, &signals, &watch->mask_before);
}

static void print(const struct watch *watch, const char *doing, double share,
                  const char *end) {
    const char *begin = watch->is_terminal ? "\r\033[K" : "";

    if (!standard_error_is_ready()) {
        return;
    }
    if (share < 0) {
        fprintf(stderr, "%s%s%s", begin, doing, end);
    } else {
        fprintf(stderr, "%s%s: %.0f%%%s", begin, doing, 100 * share, end);
    }
}

static void show(struct watch *watch, const char *doing, double share) {
    uint64_t now = clock_monotonic_ns();

    if (watch->is_quiet || !watch->is_terminal ||
        now - watch->shown_ns < (uint64_t)SHOW_EVERY_MS * NS_PER_MS) {
        return;
    }
    print(watch, doing, share, "");
    watch->shown_ns = now;
}

bool watch_step(struct watch *watch, const char *doing, double share) {
    const struct timespec at_once = {0};
    sigset_t signals = watched_signals();
    int number = sigtimedwait(&signals, NULL, &at_once);

    show(watch, doing, share);
    if (number == SIGUSR1) {
        print(watch, doing, share, "\n");
    } else if (number > 0) {
        watch->is_stopped = true;
    }
    return !watch->is_stopped;
}

bool watch_is_signalled(void) {
    sigset_t waiting;
    sigset_t stopping;
    sigset_t both;

    sigpending(&waiting);
    signals_stopping(&stopping);
    sigandset(&both, &waiting, &stopping);
    return !sigisemptyset(&both);
}

void watch_end(struct watch *watch) {
    if (watch->shown_ns != 0) {
        fprintf(stderr, "\r\033[K");
    }
    pthread_sigmask(SIG_SETMASK, &watch->mask_before, NULL);
}
