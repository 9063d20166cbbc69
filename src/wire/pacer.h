/* SPDX-License-Identifier: MIT
 * Says when a tick of the schedule may happen, so that the rate is kept. */
#ifndef WIRE_PACER_H
#define WIRE_PACER_H

#include <stdint.h>

enum {
    PACER_BURST_MS = 5, /* how much may be sent at once after a delay, or one packet */
    PACER_DEBT_MAX_MS = 200,    /* of longer delays, as much is made up for ... */
    PACER_CATCH_UP_PERCENT = 4, /* ... by so much more than the rate */
};

/* Ticks are 1/rate apart. A delay of a few milliseconds is made up for at once, so that
 * late wake-ups do not lower the rate. A longer one never turns into a burst: part of
 * it is made up for little by little, and the rest is lost. */
struct pacer {
    double ns_per_tick;
    uint64_t tick;  /* the origin: it is due ... */
    double due_ns;  /* ... then */
    double debt_ns; /* at the origin: what is still to be made up for */
};

/* `tick` is due at `now_ns` of the monotonic clock; rate in ticks a second, above 0. */
void pacer_init(struct pacer *pacer, double rate, uint64_t tick, uint64_t now_ns);

/* When this tick, which is not before the last one forgiven, is due. */
uint64_t pacer_due_ns(const struct pacer *pacer, uint64_t tick);

/* To be called before the next `tick` is sent: forgives a delay. */
void pacer_forgive(struct pacer *pacer, uint64_t tick, uint64_t now_ns);

/* So many seconds and this on top are never less than these seconds once ticks come
 * late: the first of two may be held up, and what it was late by is made up for. */
double pacer_haste_s(double rate, double seconds);

/* From this tick on the rate is another one. */
void pacer_set_rate(struct pacer *pacer, double rate, uint64_t tick);

#endif
