/* SPDX-License-Identifier: MIT
 * Which targets are on the link itself, and which of those are there. */
#ifndef SCAN_LINK_TARGETS_H
#define SCAN_LINK_TARGETS_H

#include <stdbool.h>
#include <stdint.h>

struct error;
struct interface;
struct neighbours;
struct range_set;

enum { LINK_TARGETS_MAX = 1 << 16 };

struct link_targets {
    struct neighbours *neighbours; /* NULL if no target is on the link */
    uint64_t
        silent; /* targets on the link that do not answer ARP: nobody can be asked */
    bool has_beyond; /* some targets are not on the link ... */
    uint32_t beyond; /* ... and this is the first of them */
};

/* Asks by ARP for the targets that the routes through `interface` put on the link, and
 * takes the silent ones out of `targets`. */
bool link_targets_resolve(const struct interface *interface, uint32_t source,
                          double rate, struct range_set *targets,
                          struct link_targets *found, struct error *error);
void link_targets_finish(struct link_targets *found);

#endif
