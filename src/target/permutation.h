/* SPDX-License-Identifier: MIT
 * A keyed bijection on 0..count-1, and its inverse: the order in which targets are
 * asked. */
#ifndef TARGET_PERMUTATION_H
#define TARGET_PERMUTATION_H

#include <stdbool.h>
#include <stdint.h>

enum { PERMUTATION_ROUNDS = 6 };

struct permutation {
    uint64_t count;
    unsigned low_bits;                    /* of the right half */
    unsigned high_bits;                   /* of the left half, as many or one more */
    uint16_t *rounds[PERMUTATION_ROUNDS]; /* one table a round function */
};

/* `count` from 1 to 2^32. False when out of memory. */
bool permutation_init(struct permutation *permutation, uint64_t count, uint64_t seed);
void permutation_finish(struct permutation *permutation);

/* Both map 0..count-1 onto itself; each undoes the other. */
uint64_t permutation_apply(const struct permutation *permutation, uint64_t index);
uint64_t permutation_invert(const struct permutation *permutation, uint64_t value);

#endif
