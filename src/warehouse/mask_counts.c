/* SPDX-License-Identifier: MIT
 * An open-addressing hash table that doubles when half full. */
#include "warehouse/mask_counts.h"

#include <stdlib.h>
#include <string.h>

enum { PLACES_FIRST = 1 << 9 };

struct place {
    uint64_t mask; /* 0 marks a free place */
    int64_t count;
};

struct mask_counts {
    struct place *places;
    size_t capacity; /* a power of two */
    size_t used;
};

struct mask_counts *mask_counts_create(void) {
    struct mask_counts *counts = calloc(1, sizeof(*counts));

    if (counts == NULL) {
        return NULL;
    }
    counts->capacity = PLACES_FIRST;
    counts->places = calloc(counts->capacity, sizeof(*counts->places));
    if (counts->places == NULL) {
        free(counts);
        return NULL;
    }
    return counts;
}

void mask_counts_destroy(struct mask_counts *counts) {
    if (counts != NULL) {
        free(counts->places);
        free(counts);
    }
}

static struct place *find(const struct mask_counts *counts, uint64_t mask) {
    uint64_t at = mask * 0x9e3779b97f4a7c15U >> 20;

    for (;; at++) {
        struct place *place = &counts->places[at & (counts->capacity - 1)];

        if (place->mask == mask || place->mask == 0) {
            return place;
        }
    }
}

static bool grow(struct mask_counts *counts) {
    struct mask_counts grown = {.capacity = counts->capacity * 2, .used = counts->used};

    grown.places = calloc(grown.capacity, sizeof(*grown.places));
    if (grown.places == NULL) {
        return false;
    }
    for (size_t i = 0; i < counts->capacity; i++) {
        if (counts->places[i].mask != 0) {
            *find(&grown, counts->places[i].mask) = counts->places[i];
        }
    }
    free(counts->places);
    *counts = grown;
    return true;
}

bool mask_counts_add(struct mask_counts *counts, uint64_t mask, int64_t change) {
    struct place *place = find(counts, mask);

    if (place->mask == 0) {
        if (counts->used >= counts->capacity / 2) {
            if (!grow(counts)) {
                return false;
            }
            place = find(counts, mask);
        }
        place->mask = mask;
        counts->used++;
    }
    place->count += change;
    return true;
}

bool mask_counts_take(struct mask_counts *counts, mask_counts_take_fn *take,
                      void *context, struct error *error) {
    bool is_ok = true;

    for (size_t i = 0; is_ok && i < counts->capacity; i++) {
        if (counts->places[i].mask != 0 && counts->places[i].count != 0) {
            is_ok =
                take(context, counts->places[i].mask, counts->places[i].count, error);
        }
    }
    memset(counts->places, 0, counts->capacity * sizeof(*counts->places));
    counts->used = 0;
    return is_ok;
}
