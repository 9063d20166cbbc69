/* SPDX-License-Identifier: MIT
 * Says when a tick of the schedule may happen, so that the rate is kept. */
#ifndef WIRE_PACER_H
#define WIRE_PACER_H

#include <stdint.h>

/* Ticks are 1/rate apart. After a stall the ticks that were missed are not made up for,
 * but for a few milliseconds' worth: a stall never turns into a burst. */
struct pacer {
    double ticks_per_ns;
    uint64_t origin_ns; /* when tick 0 was due, moved on by stalls */
    uint64_t burst_ns;  /* how far behind the pacer may be */
};

/* `now_ns` is the monotonic clock's; rate in ticks a second, above 0. */
void pacer_init(struct pacer *pacer, double rate, uint64_t now_ns);

/* When this tick is due. */
uint64_t pacer_due_ns(const struct pacer *pacer, uint64_t tick);

/* To be called before the next `tick` is sent: forgives a stall. */
void pacer_forgive(struct pacer *pacer, uint64_t tick, uint64_t now_ns);

#endif
