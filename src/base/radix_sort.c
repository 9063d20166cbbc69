/* SPDX-License-Identifier: MIT
 * Three passes from the lowest bits of the key, 11 bits each: the counts of a pass fit
 * into the first-level cache. */
#include "base/radix_sort.h"

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS, DIGIT_MASK = DIGITS - 1 };

static void sort_by_digit(const uint64_t *items, uint64_t *sorted, size_t count,
                          unsigned shift) {
    size_t starts[DIGITS + 1] = {0};

    for (size_t i = 0; i < count; i++) {
        starts[(items[i] >> shift & DIGIT_MASK) + 1]++;
    }
    for (size_t i = 1; i <= DIGITS; i++) {
        starts[i] += starts[i - 1];
    }
    for (size_t i = 0; i < count; i++) {
        sorted[starts[items[i] >> shift & DIGIT_MASK]++] = items[i];
    }
}

void radix_sort(uint64_t *items, uint64_t *sorted, size_t count) {
    sort_by_digit(items, sorted, count, 32);
    sort_by_digit(sorted, items, count, 32 + DIGIT_BITS);
    sort_by_digit(items, sorted, count, 32 + 2 * DIGIT_BITS);
}
