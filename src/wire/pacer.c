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

static double burst_of(double ns_per_tick) {
    return fmax(PACER_BURST_MS * 1e6, ns_per_tick);
}

/* Of the seconds and what is added to them for that, `saved` is made up for. */
double pacer_haste_s(double rate, double seconds) {
    double burst_s = burst_of(NS_PER_S / rate) / NS_PER_S;
    double made_up_s = (seconds + burst_s) * PACER_CATCH_UP_PERCENT / 100;

    return burst_s + fmin(made_up_s, debt_max_ns / NS_PER_S);
}

void pacer_forgive(struct pacer *pacer, uint64_t tick, uint64_t now_ns) {
    double late_ns = (double)now_ns - due(pacer, tick) - burst_of(pacer->ns_per_tick);

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
