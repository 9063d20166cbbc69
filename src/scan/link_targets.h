/* SPDX-License-Identifier: MIT
 * Which targets are on the link itself, and which of those are there. */
#ifndef SCAN_LINK_TARGETS_H
#define SCAN_LINK_TARGETS_H

#include <stdbool.h>
#include <stdint.h>

#include "target/range_set.h"

struct error;
struct interface;
struct neighbours;

enum { LINK_TARGETS_MAX = 1 << 16 };

struct link_targets {
    struct neighbours *neighbours; /* NULL if no target is on the link */
    struct range_set silent; /* targets on the link that do not answer ARP: nobody is
                                there to be asked */
    bool has_beyond;         /* some targets are not on the link ... */
    uint32_t beyond;         /* ... and this is the first of them */
};

/* Asks by ARP for the targets that the routes through `interface` put on the link. On
 * failure as on success, link_targets_finish frees what was found. */
bool link_targets_resolve(const struct interface *interface, uint32_t source,
                          double rate, const struct range_set *targets,
                          struct link_targets *found, struct error *error);
void link_targets_finish(struct link_targets *found);

/* Takes the silent ones out of `targets`; fails if that leaves none. */
bool link_targets_remove_silent(const struct link_targets *found,
                                struct range_set *targets, struct error *error);

#endif
