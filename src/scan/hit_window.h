/* SPDX-License-Identifier: MIT
 * Tells whether fewer of the probes are answered lately than the user asked for. */
#ifndef SCAN_HIT_WINDOW_H
#define SCAN_HIT_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

#include "probe/probe_set.h"

struct adapt_second;

enum {
    HIT_WINDOW_S = 30,  /* of sending, at least, before anything is told */
    HIT_DELAY_S = 2,    /* that replies are waited for; later ones help, too */
    HIT_SPANS = 128,    /* parts of the recent past, a second long or longer */
    HIT_EXPECTED = 1000 /* replies that all spans let expect, at least */
};

/* Some time of sending, and the replies that came meanwhile. */
struct hit_span {
    double seconds;
    double sent;
    double replies;
    uint64_t by_probe[PROBES_MAX]; /* of what was sent */
};

struct hit_window {
    double asked;    /* share of the probes that should be answered; 0: any will do */
    unsigned probes; /* of the scan */
    struct hit_span waiting[HIT_DELAY_S]; /* the last seconds */
    unsigned seconds;                     /* ever taken */
    struct hit_span spans[HIT_SPANS];     /* what came before them */
    unsigned begun;                       /* spans, ever */
    struct hit_span found;                /* in which too few were answered */
};

/* Takes a second in, with the replies that it added. True if, over the last 30 seconds
 * of sending or some longer part of the recent past, fewer probes were answered than
 * was asked for, beyond chance; window->found tells over which. */
bool hit_window_take(struct hit_window *window, const struct adapt_second *second,
                     double replies);

#endif
