/* SPDX-License-Identifier: MIT
 * Times come back within the tolerance, whatever the pace, and never for a tick at
 * which nothing was sent. */
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/clock.h"
#include "receive/sent_times.h"
#include "suite.h"

enum { NOW_NS = 1000000000 };

static const double tolerance_ns = SENT_TIMES_TOLERANCE_US * (double)NS_PER_US + 1;

static void put(struct sent_times *times, uint64_t first, uint64_t last,
                int64_t begun_ns, int64_t ended_ns) {
    sent_times_begin(times, first, last, begun_ns);
    sent_times_end(times, ended_ns);
}

static bool is_within(const struct sent_times *times, uint64_t tick, double expected_ns,
                      double off_ns) {
    int64_t time_ns;

    return sent_times_get(times, tick, &time_ns) &&
           fabs((double)time_ns - expected_ns) <= off_ns;
}

static bool is_near(const struct sent_times *times, uint64_t tick, double expected_ns) {
    return is_within(times, tick, expected_ns, tolerance_ns);
}

static bool is_exact(const struct sent_times *times, uint64_t tick,
                     double expected_ns) {
    return is_within(times, tick, expected_ns, 2);
}

/* How batches follow each other. */
struct pace {
    const char *what;
    uint64_t batch;   /* packets of one */
    double packet_ns; /* within a batch */
    double gap_ns;    /* from one batch to the next */
    double jitter_ns; /* more or less of that, drawn */
    unsigned stall;   /* one batch in so many is followed by a second of nothing */
    unsigned idle; /* one batch in so many is followed by 1000 ticks without a packet */
};

static const struct pace paces[] = {
    {"as fast as it goes", 64, 300, 500, 400, 0, 0},
    {"as fast as it goes, held up at times", 64, 300, 500, 400, 100, 0},
    {"by tens", 10, 500, 200000, 50000, 0, 0},
    {"one by one", 1, 0, 100000, 2000, 0, 0},
    {"ten a second", 1, 0, 1e8, 1e5, 0, 0},
    {"ten a second, late at times", 1, 0, 1e8, 5e7, 0, 0},
    {"with idle ticks", 8, 500, 200000, 1e5, 50, 70},
};

enum {
    PACES = sizeof(paces) / sizeof(paces[0]),
    BATCHES = SENT_TIMES_BATCHES + 20000,
};

/* What was sent, as the sender's clock showed it. */
struct sent_batch {
    uint64_t first;
    uint64_t last;
    int64_t begun_ns;
    int64_t ended_ns;
};

struct sent {
    struct sent_batch batches[BATCHES];
};

static void send_all(struct sent_times *times, const struct pace *pace,
                     struct sent *sent) {
    uint64_t state = 3;
    uint64_t tick = 0;
    double now_ns = NOW_NS;

    for (unsigned i = 0; i < BATCHES; i++) {
        double duration_ns = (double)pace->batch * pace->packet_ns;

        sent->batches[i] =
            (struct sent_batch){tick, tick + pace->batch - 1, (int64_t)now_ns,
                                (int64_t)(now_ns + duration_ns)};
        put(times, sent->batches[i].first, sent->batches[i].last,
            sent->batches[i].begun_ns, sent->batches[i].ended_ns);
        tick += pace->batch;
        now_ns += duration_ns + pace->gap_ns +
                  pace->jitter_ns * ((double)draw_below(&state, 2001) / 1000 - 1);
        now_ns += pace->stall != 0 && i % pace->stall == 0 ? NS_PER_S : 0;
        tick += pace->idle != 0 && i % pace->idle == 0 ? 1000 : 0;
    }
}

static unsigned count_wrong(const struct sent_times *times, const struct pace *pace,
                            const struct sent *sent) {
    unsigned wrong = 0;

    for (unsigned i = 0; i < BATCHES; i++) {
        const struct sent_batch *batch = &sent->batches[i];

        for (uint64_t tick = batch->first; tick <= batch->last; tick++) {
            double offset_ns = (double)(tick - batch->first) * pace->packet_ns;

            double sent_ns = (double)batch->begun_ns + offset_ns;
            bool is_recent = i > BATCHES - SENT_TIMES_BATCHES + 10;

            wrong += is_recent ? !is_exact(times, tick, sent_ns)
                               : !is_near(times, tick, sent_ns);
        }
    }
    return wrong;
}

static void each_packet_has_its_time(void) {
    struct sent *sent = malloc(sizeof(*sent));

    for (int i = 0; i < PACES; i++) {
        struct sent_times *times = sent_times_create();

        CU_ASSERT_PTR_NOT_NULL_FATAL(times);
        send_all(times, &paces[i], sent);
        CHECK_ROW(count_wrong(times, &paces[i], sent) == 0, paces[i].what);
        sent_times_destroy(times);
    }
    free(sent);
    sent_times_destroy(NULL);
}

static void what_was_not_sent_has_no_time(void) {
    struct sent_times *times = sent_times_create();
    int64_t time_ns;

    CU_ASSERT_FALSE(sent_times_get(times, 0, &time_ns));
    put(times, 100, 163, NOW_NS, NOW_NS + 64000);
    CU_ASSERT_FALSE(sent_times_get(times, 99, &time_ns));
    CU_ASSERT_FALSE(sent_times_get(times, 164, &time_ns));
    CU_ASSERT_TRUE(is_near(times, 100, NOW_NS));
    CU_ASSERT_TRUE(is_exact(times, 163, NOW_NS + 63000));
    sent_times_destroy(times);
}

/* An answer may be there before the call that sends has returned. */
static void a_batch_has_times_while_it_is_sent(void) {
    struct sent_times *times = sent_times_create();
    int64_t time_ns;

    put(times, 0, 63, NOW_NS, NOW_NS + 64000);
    sent_times_begin(times, 64, 127, 2 * (int64_t)NOW_NS);
    CU_ASSERT_TRUE(is_exact(times, 64, 2.0 * NOW_NS));
    CU_ASSERT_TRUE(is_exact(times, 127, 2.0 * NOW_NS + 63000));
    CU_ASSERT_TRUE(is_exact(times, 63, NOW_NS + 63000));
    CU_ASSERT_FALSE(sent_times_get(times, 128, &time_ns));
    sent_times_end(times, 2 * (int64_t)NOW_NS + 128000);
    CU_ASSERT_TRUE(is_exact(times, 127, 2.0 * NOW_NS + 126000));
    sent_times_destroy(times);
}

/* 640,000 packets a second, by 64, for a quarter of an hour. */
static void an_even_pace_is_remembered(void) {
    const uint64_t batches = 9000000;
    const int64_t batch_ns = 100000;
    struct sent_times *times = sent_times_create();
    uint64_t state = 1;
    unsigned wrong = 0;

    for (uint64_t i = 0; i < batches; i++) {
        int64_t now_ns = NOW_NS + (int64_t)i * batch_ns;

        put(times, i * 64, i * 64 + 63, now_ns, now_ns + batch_ns);
    }
    for (int i = 0; i < 10000; i++) {
        uint64_t tick = draw_below(&state, batches * 64);

        wrong += !is_near(times, tick, NOW_NS + (double)tick * (double)batch_ns / 64);
    }
    CU_ASSERT_EQUAL(wrong, 0);
    sent_times_destroy(times);
}

/* Each batch is a second late, so each makes a line of its own or more. */
static void what_was_sent_too_long_ago_has_no_time(void) {
    struct sent_times *times = sent_times_create();
    const uint64_t batches = 200000;
    int64_t time_ns;

    for (uint64_t i = 0; i < batches; i++) {
        int64_t now_ns = (int64_t)((i + i % 3) * NS_PER_S);

        put(times, i * 10, i * 10 + 9, now_ns, now_ns + 1000);
    }
    CU_ASSERT_FALSE(sent_times_get(times, 0, &time_ns));
    CU_ASSERT_TRUE(is_near(times, (batches - 1) * 10,
                           (double)(batches - 1 + (batches - 1) % 3) * NS_PER_S));
    sent_times_destroy(times);
}

enum { TURNS = 300000 };

struct shared {
    struct sent_times *times;
    atomic_bool is_done;
};

/* When a tick is sent: an uneven pace, so that there are many lines. */
static int64_t time_of(uint64_t tick) {
    return NOW_NS + (int64_t)(tick * 1000 + tick % 7 * 1000000);
}

static void *send_many(void *context) {
    struct shared *shared = context;

    for (uint64_t tick = 0; tick < TURNS; tick++) {
        put(shared->times, tick, tick, time_of(tick), time_of(tick));
    }
    atomic_store(&shared->is_done, true);
    return NULL;
}

static void a_time_read_while_others_are_added_is_its_own(void) {
    struct shared shared = {.times = sent_times_create()};
    uint64_t state = 1;
    unsigned wrong = 0;
    pthread_t sender;

    CU_ASSERT_EQUAL_FATAL(pthread_create(&sender, NULL, send_many, &shared), 0);
    while (!atomic_load(&shared.is_done)) {
        uint64_t tick = draw_below(&state, TURNS);
        int64_t time_ns;

        wrong += sent_times_get(shared.times, tick, &time_ns) &&
                 fabs((double)(time_ns - time_of(tick))) > tolerance_ns;
    }
    pthread_join(sender, NULL);
    CU_ASSERT_EQUAL(wrong, 0);
    sent_times_destroy(shared.times);
}

static CU_TestInfo cases[] = {
    CASE(each_packet_has_its_time),
    CASE(what_was_not_sent_has_no_time),
    CASE(a_batch_has_times_while_it_is_sent),
    CASE(an_even_pace_is_remembered),
    CASE(what_was_sent_too_long_ago_has_no_time),
    CASE(a_time_read_while_others_are_added_is_its_own),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"sent_times", cases};
