/* SPDX-License-Identifier: MIT
 * The ring keeps order and loses nothing, within one thread and between two. */
#include <pthread.h>
#include <sched.h>

#include "base/ring.h"
#include "suite.h"

static void elements_come_out_in_the_order_they_went_in(void) {
    struct ring *ring = ring_create(4, sizeof(int));
    int out;

    for (int i = 0; i < 3; i++) {
        CU_ASSERT_TRUE(ring_push(ring, &i));
    }
    for (int i = 0; i < 3; i++) {
        CU_ASSERT_TRUE(ring_pop(ring, &out));
        CU_ASSERT_EQUAL(out, i);
    }
    ring_destroy(ring);
}

static void a_full_ring_takes_nothing(void) {
    struct ring *ring = ring_create(2, sizeof(int));
    int value = 7;
    int out = 0;

    CU_ASSERT_EQUAL(ring_room(ring), 2);
    CU_ASSERT_TRUE(ring_push(ring, &value));
    CU_ASSERT_TRUE(ring_push(ring, &value));
    CU_ASSERT_EQUAL(ring_room(ring), 0);
    value = 8;
    CU_ASSERT_FALSE(ring_push(ring, &value));
    CU_ASSERT_TRUE(ring_pop(ring, &out));
    CU_ASSERT_EQUAL(out, 7);
    CU_ASSERT_TRUE(ring_push(ring, &value));
    ring_destroy(ring);
}

static void what_passed_is_counted(void) {
    struct ring *ring = ring_create(2, sizeof(int));
    int value = 7;

    for (size_t i = 0; i < 5; i++) {
        CU_ASSERT_EQUAL(ring_popped(ring), i);
        CU_ASSERT_TRUE(ring_push(ring, &value));
        CU_ASSERT_EQUAL(ring_pushed(ring), i + 1);
        CU_ASSERT_TRUE(ring_pop(ring, &value));
    }
    CU_ASSERT_FALSE(ring_pop(ring, &value));
    CU_ASSERT_EQUAL(ring_popped(ring), 5);
    ring_destroy(ring);
}

static void an_empty_ring_gives_nothing(void) {
    struct ring *ring = ring_create(2, sizeof(int));
    int out = 5;

    CU_ASSERT_FALSE(ring_pop(ring, &out));
    CU_ASSERT_EQUAL(out, 5);
    ring_destroy(ring);
    ring_destroy(NULL);
}

static void a_ring_of_one_goes_round_many_times(void) {
    struct ring *ring = ring_create(1, sizeof(uint64_t));
    uint64_t out = 0;

    for (uint64_t i = 0; i < 1000; i++) {
        CU_ASSERT_TRUE(ring_push(ring, &i));
        CU_ASSERT_FALSE(ring_push(ring, &i));
        CU_ASSERT_TRUE(ring_pop(ring, &out));
        CU_ASSERT_EQUAL(out, i);
    }
    ring_destroy(ring);
}

/* More than a cache line, and not a power of two. */
struct large {
    uint64_t number;
    uint8_t bytes[91];
};

static void elements_of_any_size_are_copied_whole(void) {
    struct ring *ring = ring_create(8, sizeof(struct large));
    struct large out;

    for (uint8_t i = 0; i < 40; i++) {
        struct large in = {.number = i};

        in.bytes[90] = (uint8_t)(i + 1);
        CU_ASSERT_TRUE(ring_push(ring, &in));
        CU_ASSERT_TRUE(ring_pop(ring, &out));
        CU_ASSERT_EQUAL(out.number, i);
        CU_ASSERT_EQUAL(out.bytes[90], i + 1);
    }
    ring_destroy(ring);
}

enum { HANDED_OVER = 300000 };

static void *push_all(void *context) {
    for (uint64_t i = 0; i < HANDED_OVER; i++) {
        const uint64_t pair[2] = {i, ~i};

        while (!ring_push(context, pair)) {
            sched_yield();
        }
    }
    return NULL;
}

static unsigned pop_all(struct ring *ring) {
    unsigned wrong = 0;

    for (uint64_t i = 0; i < HANDED_OVER; i++) {
        uint64_t pair[2];

        while (!ring_pop(ring, pair)) {
            sched_yield();
        }
        wrong += pair[0] != i || pair[1] != ~i;
    }
    return wrong;
}

static void two_threads_hand_over_each_element_once(void) {
    struct ring *ring = ring_create(64, 2 * sizeof(uint64_t));
    pthread_t producer;
    uint64_t pair[2];

    CU_ASSERT_EQUAL_FATAL(pthread_create(&producer, NULL, push_all, ring), 0);
    CU_ASSERT_EQUAL(pop_all(ring), 0);
    pthread_join(producer, NULL);
    CU_ASSERT_FALSE(ring_pop(ring, pair));
    CU_ASSERT_EQUAL(ring_room(ring), 64);
    ring_destroy(ring);
}

static CU_TestInfo cases[] = {
    CASE(elements_come_out_in_the_order_they_went_in),
    CASE(a_full_ring_takes_nothing),
    CASE(what_passed_is_counted),
    CASE(an_empty_ring_gives_nothing),
    CASE(a_ring_of_one_goes_round_many_times),
    CASE(elements_of_any_size_are_copied_whole),
    CASE(two_threads_hand_over_each_element_once),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"ring", cases};
