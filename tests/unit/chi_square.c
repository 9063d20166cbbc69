/* SPDX-License-Identifier: MIT
 * Mean and variance of the chi-square distribution with n degrees of freedom are n and
 * 2n. */
#include "chi_square.h"

#include <math.h>

enum { EXPECTED_MIN = 5, DEVIATIONS_MAX = 6 };

static bool is_usual(double sum, unsigned cells) {
    return fabs(sum - cells) < DEVIATIONS_MAX * sqrt(2.0 * cells);
}

static double deviation(uint32_t count, double expected) {
    return (count - expected) * (count - expected) / expected;
}

bool is_by_chance(const uint32_t *counts, const double *expected, unsigned cells) {
    unsigned counted = 0;
    double sum = 0;

    for (unsigned i = 0; i < cells; i++) {
        if (expected[i] == 0 && counts[i] != 0) {
            return false;
        }
        if (expected[i] >= EXPECTED_MIN) {
            sum += deviation(counts[i], expected[i]);
            counted++;
        }
    }
    return is_usual(sum, counted);
}

bool is_even(const uint32_t *counts, unsigned cells, double expected) {
    double sum = 0;

    for (unsigned i = 0; i < cells; i++) {
        sum += deviation(counts[i], expected);
    }
    return is_usual(sum, cells);
}
