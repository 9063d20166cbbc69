/* SPDX-License-Identifier: MIT
 * Reads the system's clocks in nanoseconds. */
#include "base/clock.h"

#include <time.h>

static int64_t read_clock(clockid_t id) {
    struct timespec now;

    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * NS_PER_S + now.tv_nsec;
}

uint64_t clock_monotonic_ns(void) {
    return (uint64_t)read_clock(CLOCK_MONOTONIC);
}

int64_t clock_real_ns(void) {
    return read_clock(CLOCK_REALTIME);
}

void clock_sleep_until(uint64_t deadline_ns) {
    struct timespec deadline = {
        .tv_sec = (time_t)(deadline_ns / NS_PER_S),
        .tv_nsec = (long)(deadline_ns % NS_PER_S),
    };

    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &deadline, NULL);
}
