/* SPDX-License-Identifier: MIT
 * Replies come later than their probes, and by chance, so what is compared is whatever
 * came up to now with what was sent up to two seconds ago, and a difference is believed
 * if it is beyond five standard deviations. The slower a scan, and the fewer answers
 * are asked for, the longer that takes: spans are as long as it takes to expect some
 * replies in each. Those of the last moments come first, so that a network that fails
 * after hours is found out as soon as one that never answered.
 *
 * Where the scan's window is long, not all probes are under way at its begin and end.
 * Each has a hit rate of its own, so such times tell nothing. */
#include "scan/hit_window.h"

#include <math.h>

#include "scan/adapt.h"

static const double deviations_max = 5;
static const double even_share_min = 0.5; /* of each probe, to the most frequent one */
static const double second_max_s = 2;     /* of one in which the program was stopped */

static void add(const struct hit_window *window, struct hit_span *sum,
                const struct hit_span *span) {
    sum->seconds += span->seconds;
    sum->sent += span->sent;
    sum->replies += span->replies;
    for (unsigned i = 0; i < window->probes; i++) {
        sum->by_probe[i] += span->by_probe[i];
    }
}

/* While nothing is sent, only the replies count. */
static struct hit_span span_of(const struct adapt_second *second, double replies) {
    struct hit_span span = {.sent = (double)second->sent, .replies = replies};

    span.seconds = second->sent > 0 ? fmin(second->seconds, second_max_s) : 0;
    for (unsigned i = 0; i < PROBES_MAX; i++) {
        span.by_probe[i] = second->hits.sent[i];
    }
    return span;
}

static bool is_full(const struct hit_window *window, const struct hit_span *span) {
    return span->seconds >= 1 &&
           span->sent * window->asked >= (double)HIT_EXPECTED / HIT_SPANS;
}

/* Adds to the newest span, or begins one in place of the oldest. */
static void keep(struct hit_window *window, const struct hit_span *second) {
    struct hit_span *newest =
        &window->spans[(window->begun + HIT_SPANS - 1) % HIT_SPANS];

    if (window->begun == 0 || is_full(window, newest)) {
        newest = &window->spans[window->begun++ % HIT_SPANS];
        *newest = (struct hit_span){0};
    }
    add(window, newest, second);
}

static bool is_even(const struct hit_window *window, const struct hit_span *sum) {
    uint64_t most = 0;
    uint64_t least = UINT64_MAX;

    for (unsigned i = 0; i < window->probes; i++) {
        most = sum->by_probe[i] > most ? sum->by_probe[i] : most;
        least = sum->by_probe[i] < least ? sum->by_probe[i] : least;
    }
    return (double)least >= even_share_min * (double)most;
}

static bool has_few(const struct hit_window *window, const struct hit_span *sum) {
    double expected = sum->sent * window->asked;

    return sum->seconds >= HIT_WINDOW_S &&
           sum->replies < expected - deviations_max * sqrt(expected) &&
           is_even(window, sum);
}

static bool judge(struct hit_window *window) {
    unsigned count = window->begun < HIT_SPANS ? window->begun : HIT_SPANS;
    struct hit_span *found = &window->found;

    *found = (struct hit_span){0};
    for (unsigned i = 0; i < HIT_DELAY_S; i++) {
        found->replies += window->waiting[i].replies;
    }
    for (unsigned i = 1; i <= count; i++) {
        add(window, found, &window->spans[(window->begun - i) % HIT_SPANS]);
        if (has_few(window, found)) {
            return true;
        }
    }
    return false;
}

bool hit_window_take(struct hit_window *window, const struct adapt_second *second,
                     double replies) {
    struct hit_span *place = &window->waiting[window->seconds % HIT_DELAY_S];

    if (window->asked <= 0) {
        return false;
    }
    if (window->seconds++ >= HIT_DELAY_S) {
        keep(window, place);
    }
    *place = span_of(second, replies);
    return judge(window);
}
