/* SPDX-License-Identifier: MIT
 * One thread works at a time; the other waits for its end. */
#include "base/deep_call.h"

#include <pthread.h>
#include <time.h>

#include "base/clock.h"

enum { STACK_MIN = 1 << 20, TICK_NS = 100 * NS_PER_MS };

struct call {
    deep_call_fn *work;
    void *context;
};

static void *run(void *argument) {
    const struct call *call = argument;

    call->work(call->context);
    return NULL;
}

static bool start(pthread_t *thread, size_t stack, struct call *call) {
    pthread_attr_t attributes;

    if (pthread_attr_init(&attributes) != 0) {
        return false;
    }
    bool is_ok = pthread_attr_setstacksize(&attributes, STACK_MIN + stack) == 0 &&
                 pthread_create(thread, &attributes, run, call) == 0;
    pthread_attr_destroy(&attributes);
    return is_ok;
}

static struct timespec next_tick(void) {
    struct timespec at;

    clock_gettime(CLOCK_REALTIME, &at);
    at.tv_nsec += TICK_NS;
    if (at.tv_nsec >= NS_PER_S) {
        at.tv_nsec -= NS_PER_S;
        at.tv_sec++;
    }
    return at;
}

bool deep_call(size_t stack, deep_call_fn *work, deep_call_fn *tick, void *context) {
    struct call call = {work, context};
    pthread_t thread;

    if (!start(&thread, stack, &call)) {
        return false;
    }
    if (tick == NULL) {
        return pthread_join(thread, NULL) == 0;
    }
    for (;;) {
        struct timespec at = next_tick();

        if (pthread_timedjoin_np(thread, NULL, &at) == 0) {
            return true;
        }
        tick(context);
    }
}
