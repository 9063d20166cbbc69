/* SPDX-License-Identifier: MIT
 * Due times are computed from an origin, not from one tick to the next, so rounding and
 * late wake-ups do not add up. A delay moves the origin. */
#include "wire/pacer.h"

#include <math.h>

#include "base/clock.h"

static const double debt_max_ns = PACER_DEBT_MAX_MS * 1e6;

/* Of each tick while there is a debt, this much is made up for. */
static const double saved = 1 - 1 / (1 + PACER_CATCH_UP_PERCENT / 100.0);

void pacer_init(struct pacer *pacer, double rate, uint64_t tick, uint64_t now_ns) {
    *pacer = (struct pacer){
        .ns_per_tick = NS_PER_S / rate,
        .tick = tick,
        .due_ns = (double)now_ns,
    };
}

/* What is made up for from the origin to a tick that many later. */
static double made_up(const struct pacer *pacer, double ticks) {
    return fmin(ticks * pacer->ns_per_tick * saved, pacer->debt_ns);
}

static double due(const struct pacer *pacer, uint64_t tick) {
    double ticks = (double)(tick - pacer->tick);

    return pacer->due_ns + ticks * pacer->ns_per_tick - made_up(pacer, ticks);
}

uint64_t pacer_due_ns(const struct pacer *pacer, uint64_t tick) {
    return (uint64_t)due(pacer, tick);
}

static void move_origin(struct pacer *pacer, uint64_t tick) {
    double due_ns = due(pacer, tick);

    pacer->debt_ns -= made_up(pacer, (double)(tick - pacer->tick));
    pacer->due_ns = due_ns;
    pacer->tick = tick;
}

void pacer_forgive(struct pacer *pacer, uint64_t tick, uint64_t now_ns) {
    double burst_ns = fmax(PACER_BURST_MS * 1e6, pacer->ns_per_tick);
    double late_ns = (double)now_ns - due(pacer, tick) - burst_ns;

    if (late_ns > 0) {
        move_origin(pacer, tick);
        pacer->due_ns += late_ns;
        pacer->debt_ns = fmin(pacer->debt_ns + late_ns, debt_max_ns);
    }
}

void pacer_set_rate(struct pacer *pacer, double rate, uint64_t tick) {
    move_origin(pacer, tick);
    pacer->ns_per_tick = NS_PER_S / rate;
}
