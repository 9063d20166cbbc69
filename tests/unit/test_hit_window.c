/* SPDX-License-Identifier: MIT
 * Made-up scans: none ends whose probes are answered as often as was asked for,
 * whatever chance does, and each does that stays well below, no matter how slow it is.
 */
#include "scan/hit_window.h"

#include <math.h>

#include "scan/adapt.h"
#include "suite.h"

enum { PROBES = 3, NEVER = 0 };

/* A scan whose replies come with its second, the next one and the one after that. */
struct made_up {
    struct hit_window window;
    double pps;
    double sent; /* so far, with fractions */
    double late[HIT_DELAY_S];
    uint64_t state;
};

static struct made_up start(double asked, double pps) {
    return (struct made_up){.window = {.asked = asked, .probes = PROBES}, .pps = pps};
}

static double uniform(uint64_t *state) {
    return ((double)draw_below(state, 1u << 30) + 0.5) / (1u << 30);
}

/* A Poisson variate: Knuth's way, or a normal one where that is as good. */
static double draw_around(uint64_t *state, double mean) {
    double sum = -6;
    double product = 1;
    unsigned count = 0;

    if (mean > 50) {
        for (int i = 0; i < 12; i++) {
            sum += uniform(state);
        }
        return fmax(0, round(mean + sum * sqrt(mean)));
    }
    while ((product *= uniform(state)) > exp(-mean)) {
        count++;
    }
    return count;
}

static struct adapt_second second_of(struct made_up *scan, double seconds) {
    struct adapt_second second = {.seconds = seconds};
    double before = floor(scan->sent);

    scan->sent += scan->pps * seconds;
    second.sent = (uint64_t)(floor(scan->sent) - before);
    for (uint64_t i = 0; second.sent < 100 && i < second.sent; i++) {
        second.hits.sent[((uint64_t)before + i) % PROBES]++;
    }
    for (int i = 0; second.sent >= 100 && i < PROBES; i++) {
        second.hits.sent[i] = second.sent / PROBES;
    }
    return second;
}

/* Half of the replies come at once; all of them before the delay is over. */
static double replies_now(struct made_up *scan, double replies) {
    double now = scan->late[0] + floor(replies / 2);

    scan->late[0] = scan->late[1] + floor(replies / 3);
    scan->late[1] = replies - floor(replies / 2) - floor(replies / 3);
    return now;
}

/* The second at which the scan is ended, or NEVER in so many. */
static unsigned run(struct made_up *scan, double share, unsigned seconds) {
    for (unsigned i = 1; i <= seconds; i++) {
        struct adapt_second second = second_of(scan, 1);
        double mean = (double)second.sent * share;
        double replies = mean > 0 ? draw_around(&scan->state, mean) : 0;

        if (hit_window_take(&scan->window, &second, replies_now(scan, replies))) {
            return i;
        }
    }
    return NEVER;
}

static const double rates[] = {1, 10, 100, 10000, 1000000};
static const double shares[] = {0.001, 0.01, 0.2, 0.9};

enum {
    RATES = sizeof(rates) / sizeof(rates[0]),
    SHARES = sizeof(shares) / sizeof(shares[0]),
};

static void enough_answers_never_end_a_scan(void) {
    static const double factors[] = {1, 1.05, 1.1};

    for (int i = 0; i < RATES * SHARES * 3; i++) {
        double asked = shares[i / 3 % SHARES];
        struct made_up scan = start(asked, rates[i / 3 / SHARES]);

        CU_ASSERT_EQUAL(run(&scan, asked * factors[i % 3], 40000), NEVER);
    }
}

/* How long that may take: replies that are expected meanwhile, by the share of them
 * that comes. */
static const struct {
    double factor;
    double expected;
} too_few[] = {{0, 40}, {0.5, 300}, {0.7, 1300}};

/* Begins with some good time, and none. */
static void too_few_answers_end_every_scan_in_time(void) {
    for (int i = 0; i < RATES * SHARES * 3 * 2; i++) {
        double asked = shares[i / 6 % SHARES];
        double pps = rates[i / 6 / SHARES];
        struct made_up scan = start(asked, pps);
        double limit_s = HIT_WINDOW_S + 10 + too_few[i % 3].expected / (pps * asked);

        if (i / 3 % 2 == 1) {
            CU_ASSERT_EQUAL(run(&scan, asked * 1.5, (unsigned)limit_s), NEVER);
        }
        unsigned seconds =
            run(&scan, asked * too_few[i % 3].factor, (unsigned)limit_s + 1);
        CU_ASSERT_NOT_EQUAL(seconds, NEVER);
        CU_ASSERT_TRUE(seconds > HIT_WINDOW_S - HIT_DELAY_S || i / 3 % 2 == 1);
    }
}

static void it_tells_over_what_too_few_were_answered(void) {
    struct made_up scan = start(0.1, 1000);

    CU_ASSERT_EQUAL(run(&scan, 0, 100), HIT_WINDOW_S + HIT_DELAY_S);
    CU_ASSERT_EQUAL(scan.window.found.sent, 1000.0 * HIT_WINDOW_S);
    CU_ASSERT_EQUAL(scan.window.found.replies, 0);
    CU_ASSERT_EQUAL(scan.window.found.seconds, HIT_WINDOW_S);
}

static void without_a_rate_asked_for_nothing_ends_a_scan(void) {
    struct made_up scan = start(0, 1000);

    CU_ASSERT_EQUAL(run(&scan, 0, 1000), NEVER);
}

static void short_scans_are_not_judged(void) {
    struct made_up scan = start(1, 1e6);

    CU_ASSERT_EQUAL(run(&scan, 0, HIT_WINDOW_S), NEVER);
}

/* Held back, or stopped by its user: such time is none of sending. */
static void time_without_sending_does_not_count(void) {
    struct made_up scan = start(0.5, 1000);

    CU_ASSERT_EQUAL(run(&scan, 0, 20), NEVER);
    for (int i = 0; i < 1000; i++) {
        const struct adapt_second held_back = {.seconds = 1};

        CU_ASSERT_FALSE(hit_window_take(&scan.window, &held_back, 0));
    }
    struct adapt_second stopped = second_of(&scan, 1);
    stopped.seconds = 3600;
    CU_ASSERT_FALSE(hit_window_take(&scan.window, &stopped, 0));
    CU_ASSERT_EQUAL(run(&scan, 0, 5), NEVER);
    CU_ASSERT_NOT_EQUAL(run(&scan, 0, 10), NEVER);
}

/* At the end of a scan with a long window: the probe that answers is sent no more. */
static void other_mixes_of_probes_tell_nothing(void) {
    struct made_up scan = start(0.1, 900);

    CU_ASSERT_EQUAL(run(&scan, 0.3, 300), NEVER);
    for (int i = 0; i < 300; i++) {
        const struct adapt_second second = {
            .seconds = 1, .sent = 900, .hits = {.sent = {0, 450, 450}}};

        CU_ASSERT_FALSE(hit_window_take(&scan.window, &second, i < 60 ? 200 : 20));
    }
}

/* More than one may come for a probe, or all at once after the writer was slow. */
static void any_number_of_replies_is_taken(void) {
    struct made_up scan = start(1, 1000);

    CU_ASSERT_EQUAL(run(&scan, 3, 1000), NEVER);
    for (int i = 0; i < 1000; i++) {
        const struct adapt_second second = second_of(&scan, 1);
        double replies = i % 2 == 0 ? 6000 : -1000; /* what came before came again */

        CU_ASSERT_FALSE(hit_window_take(&scan.window, &second, replies));
    }
}

static CU_TestInfo cases[] = {
    CASE(enough_answers_never_end_a_scan),
    CASE(too_few_answers_end_every_scan_in_time),
    CASE(it_tells_over_what_too_few_were_answered),
    CASE(without_a_rate_asked_for_nothing_ends_a_scan),
    CASE(short_scans_are_not_judged),
    CASE(time_without_sending_does_not_count),
    CASE(other_mixes_of_probes_tell_nothing),
    CASE(any_number_of_replies_is_taken),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"hit_window", cases};
