/* SPDX-License-Identifier: MIT
 * Sets of addresses as sorted ranges: how many, is this one in it, which is the nth. */
#ifndef TARGET_RANGE_SET_H
#define TARGET_RANGE_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"

/* Fill with range_set_add, then range_set_seal once; only then ask. All zero is empty.
 */
struct range_set {
    struct address_range *ranges; /* sealed: sorted, disjoint, never adjacent */
    uint64_t *before;             /* sealed: addresses in all earlier ranges */
    uint32_t *by_address; /* sealed: first range that may hold a /16's addresses */
    uint32_t *by_index;   /* sealed: range that holds index i << index_shift */
    size_t range_count;
    size_t room;
    uint64_t count; /* sealed: addresses in the set, at most 2^32 */
    unsigned index_shift;
};

void range_set_finish(struct range_set *set);

/* Both false when out of memory. */
bool range_set_add(struct range_set *set, struct address_range range);
bool range_set_seal(struct range_set *set);

/* Fills the empty `difference` with what `from` has and `minus` has not, and seals it;
 * both operands are sealed. False when out of memory. */
bool range_set_subtract(const struct range_set *from, const struct range_set *minus,
                        struct range_set *difference);

bool range_set_contains(const struct range_set *set, uint32_t address);

/* The address at `index` in ascending order; index < set->count. */
uint32_t range_set_nth(const struct range_set *set, uint64_t index);

/* The inverse of range_set_nth; false if the address is not in the set. */
bool range_set_index_of(const struct range_set *set, uint32_t address, uint64_t *index);

#endif
