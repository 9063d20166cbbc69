/* SPDX-License-Identifier: MIT
 * Drops and refusals are certain signs that it goes too fast. A falling hit rate is a
 * sign too, of losses on the way that nobody counts: targets come in random order, so
 * the share that is answered of each probe is the same throughout a scan, but for
 * chance. What it lets expect is compared with what comes, and believed if the
 * difference is large and beyond five standard deviations. If going slower does not
 * help, the network itself has changed, and what it answers now is what to compare
 * with. */
#include "scan/adapt.h"

#include <math.h>

enum {
    RECOVERY_S = 10,          /* without losses, to try a little more */
    SETTLING_S = 2,           /* replies to what was sent before a change still come */
    HIT_RATE_CHANGES_MAX = 3, /* in a row */
};

static const double after_drops = 0.7;
static const double after_refusals = 0.8;
static const double after_fewer_hits = 0.7;
static const double after_quiet = 1.1;

static const double refused_share_max = 0.001;
static const double hits_share_min = 0.8; /* of those expected */
static const double deviations_max = 5;
static const double busy_share_min =
    0.5; /* of the rate, for a second to tell anything */
static const double lowest_share = 0.01; /* of the rate that was asked for */

void adapt_init(struct adapt *adapt, double asked_pps) {
    *adapt = (struct adapt){.asked_pps = asked_pps, .rate_pps = asked_pps};
}

static void start_window(struct adapt *adapt) {
    adapt->windowed = 0;
}

static enum rate_reason change(struct adapt *adapt, double rate_pps,
                               enum rate_reason reason) {
    double lowest = fmax(adapt->asked_pps * lowest_share, fmin(1, adapt->asked_pps));
    double kept = fmin(fmax(rate_pps, lowest), adapt->asked_pps);

    adapt->quiet_s = 0;
    start_window(adapt);
    if (kept == adapt->rate_pps) {
        return RATE_KEPT;
    }
    adapt->rate_pps = kept;
    return reason;
}

/* Less than that, and the schedule waited, or the scan has just begun. */
static bool is_busy(const struct adapt *adapt, const struct adapt_second *second) {
    double tried = (double)(second->sent + second->failures);

    return tried >= busy_share_min * adapt->rate_pps * second->seconds;
}

/* From what was really sent, if all the time was spent on less than was meant to be. */
static enum rate_reason lower(struct adapt *adapt, const struct adapt_second *second,
                              double factor, enum rate_reason reason) {
    double sent_pps = is_busy(adapt, second) ? (double)second->sent / second->seconds
                                             : adapt->rate_pps;

    return change(adapt, fmin(sent_pps, adapt->rate_pps) * factor, reason);
}

static void add_hits(struct adapt_hits *sum, const struct adapt_hits *hits) {
    for (unsigned i = 0; i < PROBES_MAX; i++) {
        sum->sent[i] += hits->sent[i];
        sum->replies[i] += hits->replies[i];
    }
}

/* The oldest second of a full window becomes part of what came before. */
static void slide_window(struct adapt *adapt, const struct adapt_second *second) {
    unsigned at = adapt->windowed++;

    if (at >= SETTLING_S + ADAPT_WINDOW_S) {
        add_hits(&adapt->before, &adapt->window[at % ADAPT_WINDOW_S]);
    }
    adapt->window[at % ADAPT_WINDOW_S] = second->hits;
}

static bool has_fewer_hits(const struct adapt *adapt) {
    const struct adapt_hits *before = &adapt->before;
    struct adapt_hits now = {0};
    double expected = 0;
    double replies = 0;

    if (adapt->windowed < SETTLING_S + ADAPT_WINDOW_S) {
        return false;
    }
    for (int i = 0; i < ADAPT_WINDOW_S; i++) {
        add_hits(&now, &adapt->window[i]);
    }
    for (unsigned i = 0; i < PROBES_MAX; i++) {
        if (before->sent[i] > 0) {
            expected += (double)now.sent[i] * (double)before->replies[i] /
                        (double)before->sent[i];
            replies += (double)now.replies[i];
        }
    }
    return replies < hits_share_min * expected &&
           expected - replies > deviations_max * sqrt(expected);
}

/* What is answered now is what later seconds are compared with. */
static void forget_hits(struct adapt *adapt) {
    adapt->before = (struct adapt_hits){0};
    adapt->hit_rate_changes = 0;
    start_window(adapt);
}

static enum rate_reason judge_hits(struct adapt *adapt,
                                   const struct adapt_second *second) {
    if (!has_fewer_hits(adapt)) {
        if (adapt->windowed >= SETTLING_S + ADAPT_WINDOW_S) {
            adapt->hit_rate_changes = 0;
        }
        return RATE_KEPT;
    }
    if (adapt->hit_rate_changes == HIT_RATE_CHANGES_MAX) {
        forget_hits(adapt);
        return RATE_KEPT;
    }
    adapt->hit_rate_changes++;
    return lower(adapt, second, after_fewer_hits, RATE_FEWER_HITS);
}

enum rate_reason adapt_take(struct adapt *adapt, const struct adapt_second *second) {
    double tried = (double)(second->sent + second->failures);

    if (second->seconds <= 0 || tried == 0) {
        return RATE_KEPT;
    }
    if (second->drops > 0) {
        return lower(adapt, second, after_drops, RATE_DROPS);
    }
    if ((double)second->failures > refused_share_max * tried) {
        return lower(adapt, second, after_refusals, RATE_REFUSED);
    }
    if (!is_busy(adapt, second)) {
        return RATE_KEPT;
    }
    slide_window(adapt, second);
    enum rate_reason reason = judge_hits(adapt, second);
    if (reason == RATE_KEPT && ++adapt->quiet_s >= RECOVERY_S &&
        adapt->rate_pps < adapt->asked_pps) {
        return change(adapt, adapt->rate_pps * after_quiet, RATE_RECOVERED);
    }
    return reason;
}
