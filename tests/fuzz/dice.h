/* SPDX-License-Identifier: MIT
 * Pseudo-random numbers that are the same in each run. */
#ifndef FUZZ_DICE_H
#define FUZZ_DICE_H

#include <stdbool.h>
#include <stdint.h>

struct dice {
    uint64_t state; /* never 0 */
};

/* Xorshift (Marsaglia, 2003). */
static inline uint64_t dice_next(struct dice *dice) {
    dice->state ^= dice->state << 13;
    dice->state ^= dice->state >> 7;
    dice->state ^= dice->state << 17;
    return dice->state;
}

static inline uint64_t dice_below(struct dice *dice, uint64_t limit) {
    return (dice_next(dice) >> 11) % limit;
}

static inline bool dice_one_in(struct dice *dice, uint64_t many) {
    return dice_below(dice, many) == 0;
}

#endif
