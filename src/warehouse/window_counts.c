/* SPDX-License-Identifier: MIT
 * A histogram whose buckets widen with the value, as a floating-point number's steps.
 */
#include "warehouse/window_counts.h"

enum { HALF = 1 << (WINDOW_EXACT_BITS - 1) };

static unsigned bucket_of(uint64_t value) {
    unsigned shift = 0;

    while (value >> shift >= 2 * HALF) {
        shift++;
    }
    return (unsigned)(value >> shift) + shift * HALF;
}

uint64_t window_bucket_us(unsigned bucket) {
    unsigned shift = bucket < 2 * HALF ? 0 : bucket / HALF - 1;

    return (uint64_t)(bucket - shift * HALF) << shift;
}

void window_counts_add(struct window_counts *counts, uint64_t window_us) {
    unsigned bucket = bucket_of(window_us);

    if (bucket < WINDOW_BUCKETS) {
        atomic_uint_fast64_t *targets = &counts->targets[bucket];

        atomic_store_explicit(targets,
                              atomic_load_explicit(targets, memory_order_relaxed) + 1,
                              memory_order_relaxed);
    }
}

uint64_t window_counts_get(const struct window_counts *counts, unsigned bucket) {
    return atomic_load_explicit(&counts->targets[bucket], memory_order_relaxed);
}
