/* SPDX-License-Identifier: MIT
 * Sorts many items by a 32-bit key each, in linear time. */
#ifndef BASE_RADIX_SORT_H
#define BASE_RADIX_SORT_H

#include <stddef.h>
#include <stdint.h>

/* Sorts by the upper 32 bits of each item, into `sorted`; items with the same ones stay
 * in order. Both arrays hold `count` items, and `items` loses its contents. */
void radix_sort(uint64_t *items, uint64_t *sorted, size_t count);

#endif
