/* SPDX-License-Identifier: MIT
 * A time comes back for each recent packet, and never one of another packet. */
#include <pthread.h>
#include <stdatomic.h>

#include "scan/sent_times.h"
#include "suite.h"

static void a_time_comes_back_by_slot_and_entry(void) {
    struct sent_times *times = sent_times_create(1000, 18);
    int64_t time_ns = 0;
    unsigned wrong = 0;

    for (uint64_t slot = 0; slot < 1000; slot++) {
        for (unsigned entry = 0; entry < 18; entry++) {
            sent_times_put(times, slot, entry, (int64_t)(slot * 100 + entry));
        }
    }
    for (uint64_t slot = 0; slot < 1000; slot++) {
        for (unsigned entry = 0; entry < 18; entry++) {
            wrong += !sent_times_get(times, slot, entry, &time_ns) ||
                     time_ns != (int64_t)(slot * 100 + entry);
        }
    }
    CU_ASSERT_EQUAL(wrong, 0);
    sent_times_destroy(times);
    sent_times_destroy(NULL);
}

static void what_was_not_sent_has_no_time(void) {
    struct sent_times *times = sent_times_create(100, 2);
    int64_t time_ns;

    CU_ASSERT_FALSE(sent_times_get(times, 0, 0, &time_ns));
    sent_times_put(times, 5, 1, 77);
    CU_ASSERT_FALSE(sent_times_get(times, 5, 0, &time_ns));
    CU_ASSERT_FALSE(sent_times_get(times, 4, 1, &time_ns));
    CU_ASSERT_TRUE(sent_times_get(times, 5, 1, &time_ns));
    CU_ASSERT_EQUAL(time_ns, 77);
    sent_times_destroy(times);
}

/* Slots are thrown out by later ones, and only then. */
static void what_was_sent_too_long_ago_has_no_time(void) {
    struct sent_times *times = sent_times_create(1024, 1);
    int64_t time_ns = 0;

    for (uint64_t slot = 0; slot < 5000; slot++) {
        sent_times_put(times, slot, 0, (int64_t)slot);
        CU_ASSERT_TRUE(
            sent_times_get(times, slot < 1023 ? 0 : slot - 1023, 0, &time_ns));
    }
    CU_ASSERT_FALSE(sent_times_get(times, 0, 0, &time_ns));
    CU_ASSERT_FALSE(sent_times_get(times, 5000 + 1024, 0, &time_ns));
    sent_times_destroy(times);
}

static void times_before_1970_are_kept(void) {
    struct sent_times *times = sent_times_create(1, 1);
    int64_t time_ns = 0;

    sent_times_put(times, 0, 0, INT64_MIN);
    CU_ASSERT_TRUE(sent_times_get(times, 0, 0, &time_ns));
    CU_ASSERT_EQUAL(time_ns, INT64_MIN);
    sent_times_destroy(times);
}

static void memory_is_bounded_whatever_is_asked(void) {
    struct sent_times *times = sent_times_create(1ULL << 40, 186);
    int64_t time_ns = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(times);
    sent_times_put(times, UINT64_MAX - 1, 185, 9);
    CU_ASSERT_TRUE(sent_times_get(times, UINT64_MAX - 1, 185, &time_ns));
    CU_ASSERT_EQUAL(time_ns, 9);
    sent_times_destroy(times);
}

enum { PUTS = 400000, PLACES = 1024 };

struct shared {
    struct sent_times *times;
    atomic_bool is_done;
};

static void *put_many(void *context) {
    struct shared *shared = context;

    for (uint64_t slot = 0; slot < PUTS; slot++) {
        sent_times_put(shared->times, slot, 0, (int64_t)slot * 3);
    }
    atomic_store(&shared->is_done, true);
    return NULL;
}

/* Reads slots that the other thread is just about to overwrite. */
static void a_time_read_while_overwritten_is_its_own(void) {
    struct shared shared = {.times = sent_times_create(PLACES, 1)};
    uint64_t state = 1;
    unsigned wrong = 0;
    pthread_t sender;

    CU_ASSERT_EQUAL_FATAL(pthread_create(&sender, NULL, put_many, &shared), 0);
    while (!atomic_load(&shared.is_done)) {
        uint64_t slot = draw_below(&state, PUTS);
        int64_t time_ns;

        wrong += sent_times_get(shared.times, slot, 0, &time_ns) &&
                 time_ns != (int64_t)slot * 3;
    }
    pthread_join(sender, NULL);
    CU_ASSERT_EQUAL(wrong, 0);
    sent_times_destroy(shared.times);
}

static CU_TestInfo cases[] = {
    CASE(a_time_comes_back_by_slot_and_entry),
    CASE(what_was_not_sent_has_no_time),
    CASE(what_was_sent_too_long_ago_has_no_time),
    CASE(times_before_1970_are_kept),
    CASE(memory_is_bounded_whatever_is_asked),
    CASE(a_time_read_while_overwritten_is_its_own),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"sent_times", cases};
