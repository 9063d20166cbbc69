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

enum { READ_TRIES = 5, READ_GOOD_NS = 5000 };

/* A thread may be held up between two readings, so the closest of a few is taken. */
void clock_read_both(struct clock_reading *reading) {
    reading->off_ns = INT64_MAX;
    for (int i = 0; i < READ_TRIES && reading->off_ns > READ_GOOD_NS; i++) {
        int64_t before_ns = read_clock(CLOCK_MONOTONIC);
        int64_t real_ns = read_clock(CLOCK_REALTIME);
        int64_t off_ns = (read_clock(CLOCK_MONOTONIC) - before_ns + 1) / 2;

        if (off_ns < reading->off_ns) {
            *reading = (struct clock_reading){before_ns + off_ns, real_ns, off_ns};
        }
    }
}

void clock_sleep_until(uint64_t deadline_ns) {
    struct timespec deadline = {
        .tv_sec = (time_t)(deadline_ns / NS_PER_S),
        .tv_nsec = (long)(deadline_ns % NS_PER_S),
    };

    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &deadline, NULL);
}

uint64_t clock_process_ns(void) {
    return (uint64_t)read_clock(CLOCK_PROCESS_CPUTIME_ID);
}
