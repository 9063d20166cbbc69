/* SPDX-License-Identifier: MIT
 * Counts targets by how far apart their first and last first attempt were sent. */
#ifndef WAREHOUSE_WINDOW_COUNTS_H
#define WAREHOUSE_WINDOW_COUNTS_H

#include <stdatomic.h>
#include <stdint.h>

enum {
    WINDOW_EXACT_BITS = 8, /* values keep this many leading bits: 1 part in 128 */
    WINDOW_OCTAVES = 56,
    WINDOW_BUCKETS = WINDOW_OCTAVES << (WINDOW_EXACT_BITS - 1),
};

/* One thread adds to it, any may read it. */
struct window_counts {
    atomic_uint_fast64_t targets[WINDOW_BUCKETS];
};

void window_counts_add(struct window_counts *counts, uint64_t window_us);

/* How many were counted in a bucket. */
uint64_t window_counts_get(const struct window_counts *counts, unsigned bucket);

/* The smallest value counted in a bucket. */
uint64_t window_bucket_us(unsigned bucket);

#endif
