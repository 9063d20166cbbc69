/* SPDX-License-Identifier: MIT
 * A call has the stack it asks for, and its caller is asked now and then meanwhile. */
#include "base/deep_call.h"

#include <stdatomic.h>
#include <stdint.h>
#include <time.h>

#include "suite.h"

enum { FRAME = 1 << 14, DEPTH = 4096 }; /* 64 MB, eight times a main thread's stack */

struct work {
    unsigned depth;
    unsigned sum;
    atomic_uint ticks;
};

/* Counts frames, each of which is looked at when those below it are gone. */
static unsigned recurse(unsigned depth) {
    volatile uint8_t frame[FRAME];

    frame[0] = 1;
    unsigned below = depth > 1 ? recurse(depth - 1) : 0;
    return below + frame[0];
}

static void go_deep(void *context) {
    struct work *work = context;

    work->sum = recurse(work->depth);
}

static void tick(void *context) {
    struct work *work = context;

    atomic_fetch_add(&work->ticks, 1);
}

/* Ends once its caller was asked a few times: the test ends, too, or hangs. */
static void await_ticks(void *context) {
    static const struct timespec step = {.tv_nsec = 1000000};
    struct work *work = context;

    while (atomic_load(&work->ticks) < 3) {
        nanosleep(&step, NULL);
    }
    work->sum = 1;
}

static void a_call_goes_as_deep_as_it_asked_for(void) {
    struct work work = {.depth = DEPTH};

    CU_ASSERT_TRUE(deep_call((size_t)2 * FRAME * DEPTH, go_deep, NULL, &work));
    CU_ASSERT_EQUAL(work.sum, DEPTH);
}

static void its_caller_is_asked_meanwhile(void) {
    struct work work = {.depth = 0};

    CU_ASSERT_TRUE(deep_call(0, await_ticks, tick, &work));
    CU_ASSERT_EQUAL(work.sum, 1);
}

static void nothing_is_called_without_such_a_stack(void) {
    struct work work = {.depth = 1};

    CU_ASSERT_FALSE(deep_call(SIZE_MAX / 2, go_deep, tick, &work));
    CU_ASSERT_EQUAL(work.sum, 0);
}

static CU_TestInfo cases[] = {
    CASE(a_call_goes_as_deep_as_it_asked_for),
    CASE(its_caller_is_asked_meanwhile),
    CASE(nothing_is_called_without_such_a_stack),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"deep_call", cases};
