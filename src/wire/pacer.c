/* SPDX-License-Identifier: MIT
 * Due times are computed from the origin, not from one tick to the next, so rounding
 * and late wake-ups do not add up. */
#include "wire/pacer.h"

#include "base/clock.h"

enum { BURST_MS = 5 };

void pacer_init(struct pacer *pacer, double rate, uint64_t now_ns) {
    *pacer = (struct pacer){
        .ticks_per_ns = rate / NS_PER_S,
        .origin_ns = now_ns,
        .burst_ns = (uint64_t)BURST_MS * NS_PER_MS,
    };
}

uint64_t pacer_due_ns(const struct pacer *pacer, uint64_t tick) {
    return pacer->origin_ns + (uint64_t)((double)tick / pacer->ticks_per_ns);
}

void pacer_forgive(struct pacer *pacer, uint64_t tick, uint64_t now_ns) {
    uint64_t due = pacer_due_ns(pacer, tick);

    if (now_ns > due + pacer->burst_ns) {
        pacer->origin_ns += now_ns - due - pacer->burst_ns;
    }
}
