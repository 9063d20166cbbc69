/* SPDX-License-Identifier: MIT
 * Finds the rate at which nothing is lost: lower after losses, and slowly up again. */
#ifndef SCAN_ADAPT_H
#define SCAN_ADAPT_H

#include <stdbool.h>
#include <stdint.h>

#include "probe/probe_set.h"
#include "warehouse/facts.h"

enum { ADAPT_WINDOW_S = 5 }; /* the hit rate is judged over so many seconds */

/* By probe. */
struct adapt_hits {
    uint64_t sent[PROBES_MAX];
    uint64_t replies[PROBES_MAX];
};

/* What a second added. */
struct adapt_second {
    double seconds;    /* that it took */
    uint64_t sent;     /* packets that the interface took ... */
    uint64_t failures; /* ... and refused */
    uint64_t drops;    /* by kernel, interface and rings */
    struct adapt_hits hits;
};

struct adapt {
    double asked_pps;          /* never more than this */
    double rate_pps;           /* now */
    unsigned quiet_s;          /* seconds since the last change or loss */
    unsigned hit_rate_changes; /* in a row, for the hit rate alone */

    struct adapt_hits window[ADAPT_WINDOW_S]; /* the last full seconds */
    unsigned windowed;                        /* seconds since the last change */
    struct adapt_hits before;                 /* sums over what came before them */
};

void adapt_init(struct adapt *adapt, double asked_pps);

/* Takes a second in; the reason for which adapt->rate_pps changed, or RATE_KEPT. */
enum rate_reason adapt_take(struct adapt *adapt, const struct adapt_second *second);

#endif
