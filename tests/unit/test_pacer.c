/* SPDX-License-Identifier: MIT
 * A sender that keeps to the pacer never exceeds its rate, even after stalls. */
#include <math.h>

#include "base/clock.h"
#include "suite.h"
#include "wire/pacer.h"

enum { START_NS = 123456789 };

static const double rates[] = {0.5, 1, 10, 333.3, 10000, 250000, 14880952};

enum { RATES = sizeof(rates) / sizeof(rates[0]) };

static void ticks_are_due_one_interval_apart(void) {
    for (int i = 0; i < RATES; i++) {
        struct pacer pacer;
        unsigned wrong = 0;

        pacer_init(&pacer, rates[i], 0, START_NS);
        CU_ASSERT_EQUAL(pacer_due_ns(&pacer, 0), START_NS);
        for (uint64_t tick = 0; tick < 1000; tick++) {
            double exact = START_NS + (double)tick * 1e9 / rates[i];
            double due = (double)pacer_due_ns(&pacer, tick);

            wrong += due > exact + 1 || due < exact - 2;
        }
        CU_ASSERT_EQUAL(wrong, 0);
    }
}

static void rounding_does_not_add_up_over_days(void) {
    const uint64_t day = 86400;
    struct pacer pacer;

    pacer_init(&pacer, 333333, 0, 0);
    uint64_t due = pacer_due_ns(&pacer, 333333 * 30 * day);
    uint64_t exact = 30 * day * NS_PER_S;
    CU_ASSERT_TRUE(due >= exact - NS_PER_US && due <= exact + NS_PER_US);
}

/* What a sender does that is woken up late by up to `latest_ns`. */
struct sending {
    struct pacer pacer;
    uint64_t now_ns;
    uint64_t tick;
    uint64_t state; /* of the pseudo-random numbers */
    uint64_t latest_ns;
};

/* Returns when the next tick is sent. */
static uint64_t send_next(struct sending *sending) {
    uint64_t due = pacer_due_ns(&sending->pacer, sending->tick);

    if (due > sending->now_ns) {
        sending->now_ns = due + draw_below(&sending->state, sending->latest_ns);
    }
    pacer_forgive(&sending->pacer, sending->tick, sending->now_ns);
    sending->tick++;
    return sending->now_ns;
}

enum { SENT = 40000 };

/* Whether more were sent in some span of time than rate, allowed burst and catching up
 * permit. */
static bool exceeds(const uint64_t *times, double rate, size_t span) {
    const double burst_s = fmax((PACER_BURST_MS + 0.1) / 1000, 1 / rate);
    const double faster = 1 + PACER_CATCH_UP_PERCENT / 100.0;

    for (size_t i = span; i < SENT; i++) {
        double seconds = (double)(times[i] - times[i - span]) / NS_PER_S;

        if ((double)span > rate * (seconds + burst_s) * faster + 1) {
            return true;
        }
    }
    return false;
}

static void walk(double rate, uint64_t latest_ns, uint64_t stall_ns, uint64_t *times) {
    struct sending sending = {.now_ns = START_NS, .state = 1, .latest_ns = latest_ns};

    pacer_init(&sending.pacer, rate, 0, START_NS);
    for (size_t i = 0; i < SENT; i++) {
        times[i] = send_next(&sending);
        if (i % 5000 == 4999) {
            sending.now_ns += stall_ns;
        }
    }
}

static void the_rate_is_never_exceeded(void) {
    static const size_t spans[] = {1, 10, 100, 1000, 10000, SENT - 1};
    static uint64_t times[SENT];

    for (int i = 0; i < RATES; i++) {
        walk(rates[i], 3 * NS_PER_MS, 0, times);
        for (size_t j = 0; j < sizeof(spans) / sizeof(spans[0]); j++) {
            CU_ASSERT_FALSE(exceeds(times, rates[i], spans[j]));
        }
    }
}

static void a_stall_never_becomes_a_burst(void) {
    static const size_t spans[] = {1, 10, 100, 1000, 10000, SENT - 1};
    static uint64_t times[SENT];

    for (int i = 0; i < RATES; i++) {
        walk(rates[i], NS_PER_MS, 2ULL * NS_PER_S, times);
        for (size_t j = 0; j < sizeof(spans) / sizeof(spans[0]); j++) {
            CU_ASSERT_FALSE(exceeds(times, rates[i], spans[j]));
        }
    }
}

static void small_delays_are_made_up_for(void) {
    static uint64_t times[SENT];

    walk(10000, NS_PER_MS, 0, times);
    double seconds = (double)(times[SENT - 1] - times[0]) / NS_PER_S;
    CU_ASSERT_TRUE(seconds < 1.001 * SENT / 10000); /* no slower by 1 part in 1000 */
}

/* A sender that shares its core: held up for 20 ms in every 500. */
static void repeated_delays_do_not_lower_the_rate(void) {
    struct sending sending = {.now_ns = START_NS, .state = 1, .latest_ns = 60000};
    uint64_t stall_at = START_NS;

    pacer_init(&sending.pacer, 10000, 0, START_NS);
    while (sending.tick < 100000) {
        if (sending.now_ns >= stall_at) {
            sending.now_ns += 20 * (uint64_t)NS_PER_MS;
            stall_at = sending.now_ns + 480 * (uint64_t)NS_PER_MS;
        }
        send_next(&sending);
    }
    double seconds = (double)(sending.now_ns - START_NS) / NS_PER_S;
    CU_ASSERT_DOUBLE_EQUAL(seconds, 10, 0.05);
}

/* A packet that is late is no reason to send all others later. */
static void late_packets_do_not_lower_a_low_rate(void) {
    struct sending sending = {
        .now_ns = START_NS, .state = 1, .latest_ns = 90 * (uint64_t)NS_PER_MS};

    pacer_init(&sending.pacer, 10, 0, START_NS);
    for (int i = 0; i < 1000; i++) {
        send_next(&sending);
    }
    double seconds = (double)(sending.now_ns - START_NS) / NS_PER_S;
    CU_ASSERT_DOUBLE_EQUAL(seconds, 99.9, 0.1);
}

/* Of two seconds without a packet 5 ms are made up for at once and 200 in time. */
static void most_of_a_long_stall_is_lost(void) {
    struct sending sending = {.now_ns = START_NS, .state = 1, .latest_ns = 1};

    pacer_init(&sending.pacer, 10000, 0, START_NS);
    for (int i = 0; i < 100000; i++) {
        sending.now_ns += i == 10000 ? 2 * (uint64_t)NS_PER_S : 0;
        send_next(&sending);
    }
    double seconds = (double)(sending.now_ns - START_NS) / NS_PER_S;
    CU_ASSERT_DOUBLE_EQUAL(seconds, 12 - 0.205, 0.001);
}

static void another_rate_holds_from_its_tick_on(void) {
    struct pacer pacer;

    pacer_init(&pacer, 1000, 7, START_NS);
    CU_ASSERT_EQUAL(pacer_due_ns(&pacer, 7), START_NS);
    pacer_set_rate(&pacer, 500, 17);
    CU_ASSERT_EQUAL(pacer_due_ns(&pacer, 17), START_NS + 10 * NS_PER_MS);
    CU_ASSERT_EQUAL(pacer_due_ns(&pacer, 27), START_NS + 30 * NS_PER_MS);
}

/* The least time between two ticks that are `span` apart, of a sender that is held up
 * now and then, briefly or for long. */
static uint64_t least_gap_ns(double rate, size_t span, uint64_t seed) {
    static uint64_t times[SENT];
    struct sending sending = {
        .now_ns = START_NS, .state = seed, .latest_ns = NS_PER_MS};
    uint64_t stalls = 1 + draw_below(&sending.state, 1000);
    uint64_t stall_ns = 1 + draw_below(&sending.state, NS_PER_S);
    uint64_t least = UINT64_MAX;

    pacer_init(&sending.pacer, rate, 0, START_NS);
    for (size_t i = 0; i < SENT; i++) {
        times[i] = send_next(&sending);
        if (draw_below(&sending.state, SENT / stalls) == 0) {
            sending.now_ns += draw_below(&sending.state, stall_ns);
        }
        if (i >= span && times[i] - times[i - span] < least) {
            least = times[i] - times[i - span];
        }
    }
    return least;
}

static void the_haste_is_room_enough_for_stalls(void) {
    for (int i = 0; i < RATES; i++) {
        for (uint64_t seed = 1; seed <= 20; seed++) {
            double asked = (double)(seed * seed * 40) / rates[i];
            double seconds = asked + pacer_haste_s(rates[i], asked);
            size_t span = (size_t)ceil(seconds * rates[i]);
            double least = (double)least_gap_ns(rates[i], span, seed) / NS_PER_S;

            CU_ASSERT_TRUE(asked - least < 1e-6);
        }
    }
}

static void times_keep_their_order(void) {
    struct sending sending = {.now_ns = START_NS, .state = 1, .latest_ns = NS_PER_MS};
    uint64_t due = 0;
    unsigned wrong = 0;

    pacer_init(&sending.pacer, 1000, 0, START_NS);
    for (int i = 0; i < 10000; i++) {
        uint64_t next = pacer_due_ns(&sending.pacer, sending.tick);

        wrong += next < due;
        due = next;
        send_next(&sending);
        sending.now_ns += draw_below(&sending.state, 100) == 0 ? NS_PER_S : 0;
    }
    CU_ASSERT_EQUAL(wrong, 0);
}

static CU_TestInfo cases[] = {
    CASE(ticks_are_due_one_interval_apart),
    CASE(rounding_does_not_add_up_over_days),
    CASE(the_rate_is_never_exceeded),
    CASE(a_stall_never_becomes_a_burst),
    CASE(small_delays_are_made_up_for),
    CASE(repeated_delays_do_not_lower_the_rate),
    CASE(late_packets_do_not_lower_a_low_rate),
    CASE(most_of_a_long_stall_is_lost),
    CASE(another_rate_holds_from_its_tick_on),
    CASE(the_haste_is_room_enough_for_stalls),
    CASE(times_keep_their_order),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"pacer", cases};
