/* SPDX-License-Identifier: MIT
 * The clocks in use: monotonic for pace, real time for when things happened, the
 * processor time for what work may take. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

enum { NS_PER_US = 1000, NS_PER_MS = 1000000, NS_PER_S = 1000000000 };
enum { US_PER_S = 1000000 };

uint64_t clock_monotonic_ns(void);
int64_t
clock_real_ns(void); /* since 1970 UTC; the clock that stamps captured packets */

/* What the process has computed so far, in all its threads. */
uint64_t clock_process_ns(void);

/* Both clocks at the same moment. */
struct clock_reading {
    int64_t monotonic_ns;
    int64_t real_ns;
    int64_t off_ns; /* how far off one may be from the other, at most */
};

void clock_read_both(struct clock_reading *reading);

/* Sleeps until the monotonic clock shows `deadline_ns`, or a signal comes. */
void clock_sleep_until(uint64_t deadline_ns);

#endif
