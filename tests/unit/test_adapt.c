/* SPDX-License-Identifier: MIT
 * The rate goes down after losses of each kind, not by chance, and slowly up again. */
#include "scan/adapt.h"
#include "suite.h"

enum { ASKED = 10000, HITS = 1000 };

/* A second in which everything went well: one probe in ten was answered. */
static struct adapt_second good_second(const struct adapt *adapt) {
    return (struct adapt_second){
        .seconds = 1,
        .sent = (uint64_t)adapt->rate_pps,
        .hits = {.sent = {(uint64_t)adapt->rate_pps},
                 .replies = {(uint64_t)(adapt->rate_pps * HITS / ASKED)}},
    };
}

/* The reason of the last change in so many good seconds. */
static enum rate_reason pass_good(struct adapt *adapt, int seconds) {
    enum rate_reason last = RATE_KEPT;

    for (int i = 0; i < seconds; i++) {
        struct adapt_second second = good_second(adapt);
        enum rate_reason reason = adapt_take(adapt, &second);

        last = reason == RATE_KEPT ? last : reason;
    }
    return last;
}

static struct adapt start(int good_seconds) {
    struct adapt adapt;

    adapt_init(&adapt, ASKED);
    CU_ASSERT_EQUAL(pass_good(&adapt, good_seconds), RATE_KEPT);
    CU_ASSERT_EQUAL(adapt.rate_pps, ASKED);
    return adapt;
}

static void without_losses_the_rate_stays(void) {
    start(10000);
}

static void each_loss_lowers_the_rate(void) {
    static const struct {
        const char *what;
        struct adapt_second second;
        enum rate_reason reason;
        double rate_pps;
    } rows[] = {
        {"one drop", {1, ASKED, 0, 1}, RATE_DROPS, 7000},
        {"many drops", {1, ASKED, 0, 5000}, RATE_DROPS, 7000},
        {"one refusal in a thousand", {1, ASKED - 10, 10, 0}, RATE_KEPT, ASKED},
        {"more than that", {1, ASKED - 20, 20, 0}, RATE_REFUSED, 7984},
        {"refusals and drops", {1, ASKED - 20, 20, 1}, RATE_DROPS, 6986},
        {"drops at half the rate asked for", {1, 5000, 0, 1}, RATE_DROPS, 3500},
        {"drops in half a second", {0.5, 5000, 0, 1}, RATE_DROPS, 7000},
        {"a drop in a second of waiting", {1, 50, 0, 1}, RATE_DROPS, 7000},
        {"drops while nothing is sent", {1, 0, 0, 5}, RATE_KEPT, ASKED},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct adapt adapt = start(20);

        CHECK_ROW(adapt_take(&adapt, &rows[i].second) == rows[i].reason, rows[i].what);
        CU_ASSERT_DOUBLE_EQUAL(adapt.rate_pps, rows[i].rate_pps, 0.01);
    }
}

static void the_rate_recovers_slowly_and_not_beyond_what_was_asked(void) {
    const struct adapt_second drop = {1, ASKED, 0, 1};
    struct adapt adapt = start(20);

    adapt_take(&adapt, &drop);
    CU_ASSERT_EQUAL(pass_good(&adapt, 9), RATE_KEPT);
    CU_ASSERT_EQUAL(pass_good(&adapt, 1), RATE_RECOVERED);
    CU_ASSERT_DOUBLE_EQUAL(adapt.rate_pps, 7700, 0.01);
    CU_ASSERT_EQUAL(pass_good(&adapt, 100), RATE_RECOVERED);
    CU_ASSERT_EQUAL(adapt.rate_pps, ASKED);
    CU_ASSERT_EQUAL(pass_good(&adapt, 1000), RATE_KEPT);
}

static void the_rate_does_not_sink_to_nothing(void) {
    struct adapt adapt = start(20);

    for (int i = 0; i < 1000; i++) {
        struct adapt_second second = good_second(&adapt);

        second.drops = 1;
        adapt_take(&adapt, &second);
    }
    CU_ASSERT_DOUBLE_EQUAL(adapt.rate_pps, ASKED / 100, 0.01);
}

/* Seconds with that share of the usual answers, until the rate changes. */
static int seconds_to_change(struct adapt *adapt, double share,
                             enum rate_reason *reason) {
    for (int i = 1; i <= 60; i++) {
        struct adapt_second second = good_second(adapt);

        second.hits.replies[0] = (uint64_t)((double)second.hits.replies[0] * share);
        *reason = adapt_take(adapt, &second);
        if (*reason != RATE_KEPT) {
            return i;
        }
    }
    return 0;
}

static void fewer_answers_lower_the_rate(void) {
    static const struct {
        const char *what;
        double share;
        bool lowers;
    } rows[] = {{"none", 0, true},
                {"half", 0.5, true},
                {"a tenth fewer", 0.9, false},
                {"more", 1.5, false}};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct adapt adapt = start(60);
        enum rate_reason reason = RATE_KEPT;
        int seconds = seconds_to_change(&adapt, rows[i].share, &reason);

        CHECK_ROW((reason == RATE_FEWER_HITS) == rows[i].lowers, rows[i].what);
        CHECK_ROW(seconds <= ADAPT_WINDOW_S, rows[i].what);
        CU_ASSERT_DOUBLE_EQUAL(adapt.rate_pps, rows[i].lowers ? 7000 : ASKED, 0.01);
    }
}

/* Ten probes a second, of which now and then one is answered. */
static void few_answers_do_not_lower_the_rate_by_chance(void) {
    struct adapt adapt;
    uint64_t state = 1;
    unsigned changes = 0;

    adapt_init(&adapt, 10);
    for (int i = 0; i < 20000; i++) {
        const struct adapt_second second = {
            .seconds = 1,
            .sent = 10,
            .hits = {.sent = {10}, .replies = {draw_below(&state, 10) == 0}}};

        changes += adapt_take(&adapt, &second) != RATE_KEPT;
    }
    CU_ASSERT_EQUAL(changes, 0);
}

static void a_network_that_answers_less_for_good_is_accepted(void) {
    struct adapt adapt = start(60);
    unsigned lowered = 0;

    for (int i = 0; i < 600; i++) {
        struct adapt_second second = good_second(&adapt);

        second.hits.replies[0] /= 2;
        lowered += adapt_take(&adapt, &second) == RATE_FEWER_HITS;
    }
    CU_ASSERT_EQUAL(lowered, 3);
    CU_ASSERT_EQUAL(adapt.rate_pps, ASKED);
}

/* As with a long window, at whose begin and end not all probes have targets: nine in
 * ten of one probe are answered, and one in a hundred of the other. */
static void another_mix_of_probes_does_not_lower_the_rate(void) {
    struct adapt adapt;
    unsigned changes = 0;

    adapt_init(&adapt, ASKED);
    for (uint64_t i = 0; i < 300; i++) {
        uint64_t share = i < 100 ? 100 : i < 200 ? 50 : i < 250 ? 10 : 0;
        uint64_t first = ASKED * share / 100;
        const struct adapt_second second = {
            .seconds = 1,
            .sent = ASKED,
            .hits = {.sent = {first, ASKED - first},
                     .replies = {first * 9 / 10, (ASKED - first) / 100}}};

        changes += adapt_take(&adapt, &second) != RATE_KEPT;
    }
    CU_ASSERT_EQUAL(changes, 0);
}

/* As at the end of a walk, or before the first replies are back. */
static void seconds_with_little_to_send_tell_nothing(void) {
    struct adapt adapt = start(60);

    for (int i = 0; i < 60; i++) {
        const struct adapt_second second = {.seconds = 1, .sent = ASKED / 3};

        CU_ASSERT_EQUAL(adapt_take(&adapt, &second), RATE_KEPT);
    }
}

static CU_TestInfo cases[] = {
    CASE(without_losses_the_rate_stays),
    CASE(each_loss_lowers_the_rate),
    CASE(the_rate_recovers_slowly_and_not_beyond_what_was_asked),
    CASE(the_rate_does_not_sink_to_nothing),
    CASE(fewer_answers_lower_the_rate),
    CASE(few_answers_do_not_lower_the_rate_by_chance),
    CASE(a_network_that_answers_less_for_good_is_accepted),
    CASE(another_mix_of_probes_does_not_lower_the_rate),
    CASE(seconds_with_little_to_send_tell_nothing),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"adapt", cases};
