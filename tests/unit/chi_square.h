/* SPDX-License-Identifier: MIT
 * Pearson's test of whether counts are as chance would have them. */
#ifndef UNIT_CHI_SQUARE_H
#define UNIT_CHI_SQUARE_H

#include <stdbool.h>
#include <stdint.h>

/* Whether counts that are expected to be as given deviate as much as chance lets them,
 * within 6 standard deviations: neither more nor less. Cells of which fewer than 5 are
 * expected are left out; none may be hit if none is expected. */
bool is_by_chance(const uint32_t *counts, const double *expected, unsigned cells);

/* The same if all are expected to be equal. */
bool is_even(const uint32_t *counts, unsigned cells, double expected);

#endif
