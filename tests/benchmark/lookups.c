/* SPDX-License-Identifier: MIT
 * Times look-ups in the 32-bit space less a million random prefixes, at random places,
 * beside a plain binary search over the same ranges. Prints nanoseconds each. */
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "target/range_set.h"

enum { PREFIXES = 1000000, LOOKUPS = 5000000 };

static uint64_t draw(uint64_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* Prefixes of 24 to 32 bits, as lists of networks and hosts have them. */
static bool fill_blocklist(struct range_set *set, uint64_t *state) {
    bool is_ok = true;

    for (int i = 0; is_ok && i < PREFIXES; i++) {
        uint32_t mask = (uint32_t)(0xff >> draw(state) % 9);
        uint32_t first = (uint32_t)draw(state) & ~mask;

        is_ok = range_set_add(set, (struct address_range){first, first | mask});
    }
    return is_ok && range_set_seal(set);
}

static bool fill(struct range_set *allowed, uint64_t *state) {
    struct range_set everything = {0};
    struct range_set blocked = {0};

    bool is_ok = range_set_add(&everything, (struct address_range){0, UINT32_MAX}) &&
                 range_set_seal(&everything) && fill_blocklist(&blocked, state) &&
                 range_set_subtract(&everything, &blocked, allowed);
    range_set_finish(&everything);
    range_set_finish(&blocked);
    return is_ok;
}

typedef uint64_t look_fn(const struct range_set *set, uint64_t drawn);

static uint64_t contains(const struct range_set *set, uint64_t drawn) {
    return range_set_contains(set, (uint32_t)drawn);
}

static uint64_t nth(const struct range_set *set, uint64_t drawn) {
    return range_set_nth(set, drawn % set->count);
}

static uint64_t index_of(const struct range_set *set, uint64_t drawn) {
    uint64_t index = 0;

    range_set_index_of(set, (uint32_t)drawn, &index);
    return index;
}

static uint64_t search(const struct range_set *set, uint64_t drawn) {
    size_t low = 0;
    size_t high = set->range_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (set->ranges[middle].last < (uint32_t)drawn) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < set->range_count && set->ranges[low].first <= (uint32_t)drawn;
}

static uint64_t draw_only(const struct range_set *set, uint64_t drawn) {
    return drawn + set->count;
}

static double ns_each(const struct range_set *set, look_fn *look, uint64_t *sum) {
    uint64_t state = 88172645463325252ULL;
    uint64_t begun_ns = clock_monotonic_ns();

    for (int i = 0; i < LOOKUPS; i++) {
        *sum += look(set, draw(&state));
    }
    return (double)(clock_monotonic_ns() - begun_ns) / LOOKUPS;
}

int main(void) {
    static const struct {
        const char *name;
        look_fn *look;
    } rows[] = {{"contains", contains}, {"nth", nth}, {"index_of", index_of}};
    struct range_set allowed = {0};
    uint64_t state = 1;
    uint64_t sum = 0;

    if (!fill(&allowed, &state)) {
        fputs("out of memory\n", stderr);
        return 1;
    }
    double empty = ns_each(&allowed, draw_only, &sum);
    double plain = ns_each(&allowed, search, &sum) - empty;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        double each = ns_each(&allowed, rows[i].look, &sum) - empty;

        printf("ns a look-up, %s: %.0f (binary search %.0f, ratio %.4f)\n",
               rows[i].name, each, plain, each / plain);
    }
    range_set_finish(&allowed);
    return sum == 0; /* so that nothing of it is left out */
}
