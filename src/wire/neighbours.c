/* SPDX-License-Identifier: MIT
 * A sweep by ARP before the scan, since a frame to a target on the link needs the
 * target's own link address. Whoever does not answer ARP cannot be sent anything. */
#include "wire/neighbours.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "wire/arp.h"
#include "wire/pacer.h"

enum { SWEEPS = 3, WAIT_MS = 500 };

struct neighbour {
    bool is_found;
    struct mac mac;
};

struct neighbours {
    size_t count;
    uint32_t *addresses; /* ascending */
    struct neighbour *entries;
    size_t silent;
    bool is_complete;
};

static struct neighbours *create(const uint32_t *addresses, size_t count) {
    struct neighbours *neighbours = calloc(1, sizeof(*neighbours));

    if (neighbours == NULL) {
        return NULL;
    }
    neighbours->count = count;
    neighbours->silent = count;
    neighbours->addresses = malloc(count * sizeof(*addresses));
    neighbours->entries = calloc(count, sizeof(*neighbours->entries));
    if (neighbours->addresses == NULL || neighbours->entries == NULL) {
        neighbours_destroy(neighbours);
        return NULL;
    }
    memcpy(neighbours->addresses, addresses, count * sizeof(*addresses));
    return neighbours;
}

void neighbours_destroy(struct neighbours *neighbours) {
    if (neighbours != NULL) {
        free(neighbours->addresses);
        free(neighbours->entries);
        free(neighbours);
    }
}

static int compare_addresses(const void *a, const void *b) {
    uint32_t left = *(const uint32_t *)a;
    uint32_t right = *(const uint32_t *)b;

    return (left > right) - (left < right);
}

static struct neighbour *entry_of(const struct neighbours *neighbours,
                                  uint32_t address) {
    const uint32_t *found = bsearch(&address, neighbours->addresses, neighbours->count,
                                    sizeof(address), compare_addresses);

    return found == NULL ? NULL : &neighbours->entries[found - neighbours->addresses];
}

const struct mac *neighbours_find(const struct neighbours *neighbours,
                                  uint32_t address) {
    const struct neighbour *entry = entry_of(neighbours, address);

    return entry == NULL || !entry->is_found ? NULL : &entry->mac;
}

static void on_answer(void *context, uint32_t address, const struct mac *mac) {
    struct neighbours *neighbours = context;
    struct neighbour *entry = entry_of(neighbours, address);

    if (entry == NULL || entry->is_found) {
        return;
    }
    entry->mac = *mac;
    entry->is_found = true;
    neighbours->silent--;
    neighbours->is_complete = neighbours->silent == 0;
}

static void sweep(struct neighbours *neighbours, struct arp *arp, double rate) {
    struct pacer pacer;
    uint64_t asked = 0;

    pacer_init(&pacer, rate, 0, clock_monotonic_ns());
    for (size_t i = 0; i < neighbours->count && !neighbours->is_complete; i++) {
        if (!neighbours->entries[i].is_found) {
            arp_collect(arp, pacer_due_ns(&pacer, asked++), on_answer, neighbours,
                        &neighbours->is_complete);
            arp_ask(arp, neighbours->addresses[i]);
        }
    }
    arp_collect(arp, clock_monotonic_ns() + (uint64_t)WAIT_MS * NS_PER_MS, on_answer,
                neighbours, &neighbours->is_complete);
}

struct neighbours *neighbours_ask(const struct interface *interface, uint32_t source,
                                  const uint32_t *addresses, size_t count, double rate,
                                  struct error *error) {
    struct arp *arp = arp_open(interface, source, error);
    struct neighbours *neighbours = NULL;

    if (arp == NULL) {
        return NULL;
    }
    neighbours = create(addresses, count);
    if (neighbours == NULL) {
        error_set(error, "out of memory for %zu neighbours", count);
    }
    for (int i = 0; neighbours != NULL && i < SWEEPS && !neighbours->is_complete; i++) {
        sweep(neighbours, arp, rate);
    }
    arp_close(arp);
    return neighbours;
}
