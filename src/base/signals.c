/* SPDX-License-Identifier: MIT
 * Kept by the kernel alone: what is ignored, and what waits. */
#include "base/signals.h"

#include <pthread.h>
#include <stddef.h>

void signals_begin_reading(void) {
    sigset_t asking;

    signal(SIGXFSZ, SIG_IGN);
    sigemptyset(&asking);
    sigaddset(&asking, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &asking, NULL);
}

void signals_begin(void) {
    signal(SIGPIPE, SIG_IGN);
    signals_begin_reading();
}

bool signals_is_heeded(int number) {
    struct sigaction action;

    return sigaction(number, NULL, &action) == 0 && action.sa_handler != SIG_IGN;
}

void signals_stopping(sigset_t *signals) {
    static const int stopping[] = {SIGINT, SIGTERM, SIGHUP};

    sigemptyset(signals);
    for (size_t i = 0; i < sizeof(stopping) / sizeof(stopping[0]); i++) {
        if (signals_is_heeded(stopping[i])) {
            sigaddset(signals, stopping[i]);
        }
    }
}

static void change_mask(int how) {
    sigset_t signals;

    signals_stopping(&signals);
    sigaddset(&signals, SIGUSR1);
    pthread_sigmask(how, &signals, NULL);
}

void signals_hold(void) {
    change_mask(SIG_BLOCK);
}

void signals_release(void) {
    change_mask(SIG_UNBLOCK);
}
