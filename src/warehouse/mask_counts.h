/* SPDX-License-Identifier: MIT
 * Counts by mask of probes: how many more, or fewer, have each. */
#ifndef WAREHOUSE_MASK_COUNTS_H
#define WAREHOUSE_MASK_COUNTS_H

#include <stdbool.h>
#include <stdint.h>

struct error;

struct mask_counts;

struct mask_counts *mask_counts_create(void);         /* NULL when out of memory */
void mask_counts_destroy(struct mask_counts *counts); /* NULL is fine */

/* Adds to the count of a mask, which is not 0. False when out of memory. */
bool mask_counts_add(struct mask_counts *counts, uint64_t mask, int64_t change);

/* Calls `take` for each mask whose count is not 0, and forgets all. Stops and returns
 * false when that does. */
typedef bool mask_counts_take_fn(void *context, uint64_t mask, int64_t count,
                                 struct error *error);
bool mask_counts_take(struct mask_counts *counts, mask_counts_take_fn *take,
                      void *context, struct error *error);

#endif
