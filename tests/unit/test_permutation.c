/* SPDX-License-Identifier: MIT
 * Every index comes once, whatever size and seed, and prefixes are evenly spread. */
#include <stdlib.h>
#include <string.h>

#include "chi_square.h"
#include "suite.h"
#include "target/permutation.h"

enum { BITS_MAX = 20, SIZE_MAX_HERE = (1 << BITS_MAX) + 1 };

static const uint64_t seeds[] = {0, 1, 42, INT64_MAX, 0xdeadbeefcafe};

enum { SEEDS = sizeof(seeds) / sizeof(seeds[0]) };

/* How many indices do not come exactly once, or do not come back. */
static uint64_t count_wrong(uint64_t count, uint64_t seed, uint8_t *seen) {
    struct permutation permutation;
    uint64_t wrong = 0;

    if (!permutation_init(&permutation, count, seed)) {
        return count;
    }
    memset(seen, 0, count);
    for (uint64_t i = 0; i < count; i++) {
        uint64_t value = permutation_apply(&permutation, i);

        wrong += value >= count || seen[value]++ != 0;
        wrong += permutation_invert(&permutation, value) != i;
    }
    permutation_finish(&permutation);
    return wrong;
}

static void every_index_comes_once_for_all_small_sizes(void) {
    uint8_t *seen = malloc(SIZE_MAX_HERE);

    for (uint64_t count = 1; count <= 600; count++) {
        for (int i = 0; i < SEEDS; i++) {
            CU_ASSERT_EQUAL(count_wrong(count, seeds[i], seen), 0);
        }
    }
    free(seen);
}

static void every_index_comes_once_around_powers_of_two(void) {
    uint8_t *seen = malloc(SIZE_MAX_HERE);

    for (unsigned bits = 10; bits <= BITS_MAX; bits++) {
        for (uint64_t count = (1ULL << bits) - 1; count <= (1ULL << bits) + 1;
             count++) {
            CU_ASSERT_EQUAL(count_wrong(count, seeds[bits % SEEDS], seen), 0);
        }
    }
    free(seen);
}

static void every_index_comes_once_for_random_sizes(void) {
    uint8_t *seen = malloc(SIZE_MAX_HERE);
    uint64_t state = 1;

    for (int i = 0; i < 40; i++) {
        uint64_t count = 1 + draw_below(&state, 100000);

        CU_ASSERT_EQUAL(count_wrong(count, draw(&state), seen), 0);
    }
    free(seen);
}

/* A /8, one address less, and a prime. */
static void every_index_comes_once_up_to_16_million(void) {
    static const uint64_t counts[] = {(1 << 24) - 1, 1 << 24, 9999991};
    uint8_t *seen = malloc(1 << 24);

    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        CU_ASSERT_EQUAL(count_wrong(counts[i], seeds[i], seen), 0);
    }
    free(seen);
}

static int compare(const void *a, const void *b) {
    uint64_t left = *(const uint64_t *)a;
    uint64_t right = *(const uint64_t *)b;

    return (left > right) - (left < right);
}

enum { SAMPLES = 1 << 18 };

/* Values at `SAMPLES` random indices, sorted; checks that each comes back. */
static uint64_t sample(uint64_t count, uint64_t *values) {
    struct permutation permutation;
    uint64_t wrong = 0;
    uint64_t stride = count / SAMPLES;

    CU_ASSERT_TRUE_FATAL(permutation_init(&permutation, count, 7));
    for (uint64_t i = 0; i < SAMPLES; i++) {
        values[i] = permutation_apply(&permutation, i * stride);
        wrong += values[i] >= count;
        wrong += permutation_invert(&permutation, values[i]) != i * stride;
    }
    permutation_finish(&permutation);
    qsort(values, SAMPLES, sizeof(*values), compare);
    return wrong;
}

static void large_sizes_are_sampled_without_repetition(void) {
    static const uint64_t counts[] = {1ULL << 32, (1ULL << 32) - 1, (1ULL << 31) + 1,
                                      3702258432, (1ULL << 24) + 1};
    uint64_t *values = malloc(SAMPLES * sizeof(*values));

    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        uint64_t repeated = 0;

        CU_ASSERT_EQUAL(sample(counts[i], values), 0);
        for (size_t j = 1; j < SAMPLES; j++) {
            repeated += values[j] == values[j - 1];
        }
        CU_ASSERT_EQUAL(repeated, 0);
    }
    free(values);
}

enum cell_of { TOP_BYTE, LOW_BYTE, TOP_16, SUCCESSIVE_NIBBLES };

static uint64_t cell(enum cell_of kind, uint64_t value, uint64_t before) {
    switch (kind) {
    case TOP_BYTE:
        return value >> 24;
    case LOW_BYTE:
        return value & 0xff;
    case TOP_16:
        return value >> 16;
    case SUCCESSIVE_NIBBLES:
        return value >> 28 << 4 | before >> 28;
    }
    return 0;
}

/* Spreads the first `samples` values over the cells. */
static bool is_prefix_even(enum cell_of kind, unsigned cells, uint64_t samples,
                           uint64_t seed) {
    struct permutation permutation;
    uint32_t *hits = calloc(cells, sizeof(*hits));
    uint64_t before = 0;

    CU_ASSERT_TRUE_FATAL(permutation_init(&permutation, 1ULL << 32, seed));
    for (uint64_t i = 0; i < samples; i++) {
        uint64_t value = permutation_apply(&permutation, i);

        hits[cell(kind, value, before)]++;
        before = value;
    }
    bool is_ok = is_even(hits, cells, (double)samples / cells);
    permutation_finish(&permutation);
    free(hits);
    return is_ok;
}

static void prefixes_are_even_over_the_top_byte(void) {
    for (int i = 0; i < SEEDS; i++) {
        CU_ASSERT_TRUE(is_prefix_even(TOP_BYTE, 256, 4096, seeds[i]));
        CU_ASSERT_TRUE(is_prefix_even(TOP_BYTE, 256, 200000, seeds[i]));
    }
}

static void prefixes_are_even_over_the_low_byte(void) {
    for (int i = 0; i < SEEDS; i++) {
        CU_ASSERT_TRUE(is_prefix_even(LOW_BYTE, 256, 200000, seeds[i]));
    }
}

static void prefixes_are_even_over_blocks_of_16_bits(void) {
    for (int i = 0; i < SEEDS; i++) {
        CU_ASSERT_TRUE(is_prefix_even(TOP_16, 1 << 16, 800000, seeds[i]));
    }
}

static void successive_values_are_unrelated(void) {
    for (int i = 0; i < SEEDS; i++) {
        CU_ASSERT_TRUE(is_prefix_even(SUCCESSIVE_NIBBLES, 256, 200000, seeds[i]));
    }
}

static unsigned count_agreeing(uint64_t count, uint64_t seed, uint64_t other_seed) {
    struct permutation a;
    struct permutation b;
    unsigned same = 0;

    CU_ASSERT_TRUE_FATAL(permutation_init(&a, count, seed));
    CU_ASSERT_TRUE_FATAL(permutation_init(&b, count, other_seed));
    for (uint64_t i = 0; i < count; i++) {
        same += permutation_apply(&a, i) == permutation_apply(&b, i);
    }
    permutation_finish(&a);
    permutation_finish(&b);
    return same;
}

static void different_seeds_give_different_orders(void) {
    for (uint64_t seed = 0; seed < 50; seed++) {
        CU_ASSERT_TRUE(count_agreeing(10000, seed, seed + 1) < 20); /* one by chance */
    }
}

static void the_same_seed_gives_the_same_order(void) {
    CU_ASSERT_EQUAL(count_agreeing(10000, 42, 42), 10000);
}

static uint64_t swap_bytes(uint64_t value) {
    return (value & 0xff) << 8 | value >> 8;
}

/* With the same function in each round, going back would be going forth mirrored. */
static void rounds_differ_from_each_other(void) {
    struct permutation permutation;
    unsigned mirrored = 0;

    CU_ASSERT_TRUE_FATAL(permutation_init(&permutation, 1 << 16, 3));
    for (uint64_t value = 0; value < 1 << 16; value++) {
        uint64_t mirror = permutation_apply(&permutation, swap_bytes(value));

        mirrored += permutation_invert(&permutation, value) == swap_bytes(mirror);
    }
    CU_ASSERT_TRUE(mirrored < 20); /* one by chance */
    permutation_finish(&permutation);
}

static CU_TestInfo cases[] = {
    CASE(every_index_comes_once_for_all_small_sizes),
    CASE(every_index_comes_once_around_powers_of_two),
    CASE(every_index_comes_once_for_random_sizes),
    CASE(every_index_comes_once_up_to_16_million),
    CASE(large_sizes_are_sampled_without_repetition),
    CASE(prefixes_are_even_over_the_top_byte),
    CASE(prefixes_are_even_over_the_low_byte),
    CASE(prefixes_are_even_over_blocks_of_16_bits),
    CASE(successive_values_are_unrelated),
    CASE(different_seeds_give_different_orders),
    CASE(the_same_seed_gives_the_same_order),
    CASE(rounds_differ_from_each_other),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"permutation", cases};
