/* SPDX-License-Identifier: MIT
 * Sorted ranges with prefix sums. Two jump tables, one over the address and one over
 * the index, cut each search down to the few ranges that share its top bits. */
#include "target/range_set.h"

#include <stdlib.h>

#include "base/radix_sort.h"

enum { JUMP_BITS = 16, JUMP_COUNT = 1 << JUMP_BITS };

void range_set_finish(struct range_set *set) {
    free(set->ranges);
    free(set->before);
    free(set->by_address);
    free(set->by_index);
    *set = (struct range_set){0};
}

bool range_set_add(struct range_set *set, struct address_range range) {
    if (set->range_count == set->room) {
        size_t room = set->room == 0 ? 16 : set->room * 2;
        struct address_range *ranges = realloc(set->ranges, room * sizeof(*ranges));

        if (ranges == NULL) {
            return false;
        }
        set->ranges = ranges;
        set->room = room;
    }
    set->ranges[set->range_count++] = range;
    return true;
}

static bool sort_ranges(struct range_set *set) {
    size_t count = set->range_count;
    uint64_t *items = calloc(count + 1, sizeof(*items));
    uint64_t *sorted = calloc(count + 1, sizeof(*sorted));
    bool is_ok = items != NULL && sorted != NULL;

    for (size_t i = 0; is_ok && i < count; i++) {
        items[i] = (uint64_t)set->ranges[i].first << 32 | set->ranges[i].last;
    }
    if (is_ok) {
        radix_sort(items, sorted, count);
    }
    for (size_t i = 0; is_ok && i < count; i++) {
        set->ranges[i].first = (uint32_t)(sorted[i] >> 32);
        set->ranges[i].last = (uint32_t)sorted[i];
    }
    free(items);
    free(sorted);
    return is_ok;
}

/* Joins ranges that overlap or touch. */
static void merge_ranges(struct range_set *set) {
    size_t kept = 0;

    for (size_t i = 0; i < set->range_count; i++) {
        struct address_range *last = kept == 0 ? NULL : &set->ranges[kept - 1];

        if (last != NULL && set->ranges[i].first <= (uint64_t)last->last + 1) {
            if (set->ranges[i].last > last->last) {
                last->last = set->ranges[i].last;
            }
        } else {
            set->ranges[kept++] = set->ranges[i];
        }
    }
    set->range_count = kept;
}

static void sum_ranges(struct range_set *set) {
    set->count = 0;
    for (size_t i = 0; i < set->range_count; i++) {
        set->before[i] = set->count;
        set->count += (uint64_t)set->ranges[i].last - set->ranges[i].first + 1;
    }
}

static void fill_jumps(struct range_set *set) {
    size_t range = 0;

    for (uint32_t top = 0; top < JUMP_COUNT; top++) {
        while (range < set->range_count &&
               set->ranges[range].last < top << (32 - JUMP_BITS)) {
            range++;
        }
        set->by_address[top] = (uint32_t)range;
    }
    set->by_address[JUMP_COUNT] = (uint32_t)set->range_count;

    range = 0;
    set->index_shift = 0;
    while (set->count >> set->index_shift >= JUMP_COUNT) {
        set->index_shift++;
    }
    for (uint64_t top = 0; top <= JUMP_COUNT; top++) {
        while (range + 1 < set->range_count &&
               set->before[range + 1] <= top << set->index_shift) {
            range++;
        }
        set->by_index[top] = (uint32_t)range;
    }
}

bool range_set_seal(struct range_set *set) {
    if (!sort_ranges(set)) {
        return false;
    }
    merge_ranges(set);
    set->before = calloc(set->range_count + 1, sizeof(*set->before));
    set->by_address = calloc(JUMP_COUNT + 1, sizeof(*set->by_address));
    set->by_index = calloc(JUMP_COUNT + 1, sizeof(*set->by_index));
    if (set->before == NULL || set->by_address == NULL || set->by_index == NULL) {
        return false;
    }
    sum_ranges(set);
    fill_jumps(set);
    return true;
}

/* Adds what is left of `range` after the ranges of `minus` from *at on are cut out. */
static bool add_remains(struct range_set *set, struct address_range range,
                        const struct range_set *minus, size_t *at) {
    uint64_t first = range.first; /* may run past the last address */

    while (*at < minus->range_count && minus->ranges[*at].last < range.first) {
        ++*at;
    }
    for (size_t i = *at; i < minus->range_count; i++) {
        struct address_range cut = minus->ranges[i];

        if (cut.first > range.last) {
            break;
        }
        if (cut.first > first &&
            !range_set_add(set,
                           (struct address_range){(uint32_t)first, cut.first - 1})) {
            return false;
        }
        first = (uint64_t)cut.last + 1;
    }
    return first > range.last ||
           range_set_add(set, (struct address_range){(uint32_t)first, range.last});
}

bool range_set_subtract(const struct range_set *from, const struct range_set *minus,
                        struct range_set *difference) {
    size_t at = 0;

    for (size_t i = 0; i < from->range_count; i++) {
        if (!add_remains(difference, from->ranges[i], minus, &at)) {
            return false;
        }
    }
    return range_set_seal(difference);
}

/* The range that holds the address, or NULL. */
static const struct address_range *find_range(const struct range_set *set,
                                              uint32_t address) {
    uint32_t top = address >> (32 - JUMP_BITS);
    size_t low = set->by_address[top];
    size_t high = set->by_address[top + 1];

    /* The first range that ends at or after the address is in low..high. */
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (set->ranges[middle].last < address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == set->range_count || set->ranges[low].first > address) {
        return NULL;
    }
    return &set->ranges[low];
}

bool range_set_contains(const struct range_set *set, uint32_t address) {
    return find_range(set, address) != NULL;
}

bool range_set_index_of(const struct range_set *set, uint32_t address,
                        uint64_t *index) {
    const struct address_range *range = find_range(set, address);

    if (range == NULL) {
        return false;
    }
    *index = set->before[range - set->ranges] + (address - range->first);
    return true;
}

uint32_t range_set_nth(const struct range_set *set, uint64_t index) {
    size_t low = set->by_index[index >> set->index_shift];
    size_t high = set->by_index[(index >> set->index_shift) + 1];

    /* The last range that begins at or before the index is in low..high. */
    while (low < high) {
        size_t middle = low + (high - low + 1) / 2;

        if (set->before[middle] <= index) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return set->ranges[low].first + (uint32_t)(index - set->before[low]);
}
