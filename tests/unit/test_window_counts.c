/* SPDX-License-Identifier: MIT
 * A bucket's value differs from what was counted in it by less than 1 part in 128. */
#include <stdlib.h>

#include "suite.h"
#include "warehouse/window_counts.h"

enum { NO_BUCKET = WINDOW_BUCKETS };

/* The bucket that counts a value; the counts are left empty. */
static unsigned bucket_of(struct window_counts *counts, uint64_t window_us) {
    unsigned low = 0; /* buckets ascend, so halving finds it */
    unsigned high = NO_BUCKET - 1;

    window_counts_add(counts, window_us);
    while (low < high) {
        unsigned middle = (low + high + 1) / 2;

        if (window_bucket_us(middle) <= window_us) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    bool is_there = counts->targets[low] == 1;
    counts->targets[low] = 0;
    return is_there ? low : NO_BUCKET;
}

static void check_value(struct window_counts *counts, uint64_t value, unsigned *wrong) {
    unsigned bucket = bucket_of(counts, value);

    if (bucket == NO_BUCKET) {
        ++*wrong;
        return;
    }
    uint64_t start = window_bucket_us(bucket);
    *wrong += start > value || (value - start) * 128 > value;
}

static void small_values_are_exact(void) {
    struct window_counts *counts = calloc(1, sizeof(*counts));

    for (uint64_t value = 0; value < 256; value++) {
        window_counts_add(counts, value);
        CU_ASSERT_EQUAL(window_bucket_us((unsigned)value), value);
        CU_ASSERT_EQUAL(counts->targets[value], 1);
    }
    free(counts);
}

static void values_come_back_within_one_part_in_128(void) {
    struct window_counts *counts = calloc(1, sizeof(*counts));
    uint64_t state = 1;
    unsigned wrong = 0;

    for (uint64_t value = 0; value < 70000; value++) {
        check_value(counts, value, &wrong);
    }
    for (int i = 0; i < 200000; i++) {
        check_value(counts, draw(&state) >> (2 + i % 50), &wrong);
    }
    CU_ASSERT_EQUAL(wrong, 0);
    free(counts);
}

static void values_around_powers_of_two_come_back(void) {
    struct window_counts *counts = calloc(1, sizeof(*counts));
    unsigned wrong = 0;

    for (unsigned bits = 1; bits < 62; bits++) {
        for (uint64_t value = (1ULL << bits) - 1; value <= (1ULL << bits) + 1;
             value++) {
            check_value(counts, value, &wrong);
        }
    }
    CU_ASSERT_EQUAL(wrong, 0);
    free(counts);
}

static void buckets_ascend(void) {
    for (unsigned bucket = 1; bucket < WINDOW_BUCKETS; bucket++) {
        CU_ASSERT_TRUE(window_bucket_us(bucket) > window_bucket_us(bucket - 1));
    }
}

static void counts_add_up(void) {
    struct window_counts *counts = calloc(1, sizeof(*counts));
    uint64_t state = 2;
    uint64_t sum = 0;

    for (int i = 0; i < 10000; i++) {
        window_counts_add(counts, draw_below(&state, 2000000));
    }
    for (unsigned bucket = 0; bucket < WINDOW_BUCKETS; bucket++) {
        sum += counts->targets[bucket];
    }
    CU_ASSERT_EQUAL(sum, 10000);
    free(counts);
}

static void the_largest_value_writes_nowhere_else(void) {
    struct window_counts *counts = calloc(1, sizeof(*counts)); /* for the sanitizer */

    window_counts_add(counts, UINT64_MAX);
    window_counts_add(counts, UINT64_MAX / 2);
    CU_ASSERT_EQUAL(counts->targets[0], 0);
    free(counts);
}

static CU_TestInfo cases[] = {
    CASE(small_values_are_exact),
    CASE(values_come_back_within_one_part_in_128),
    CASE(values_around_powers_of_two_come_back),
    CASE(buckets_ascend),
    CASE(counts_add_up),
    CASE(the_largest_value_writes_nowhere_else),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"window_counts", cases};
