/* SPDX-License-Identifier: MIT
 * The way from us to the targets: interface, our address, the gateway's link address.
 */
#ifndef SCAN_NETWORK_PATH_H
#define SCAN_NETWORK_PATH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scan/link_targets.h"
#include "scan/options.h"
#include "wire/interface.h"

struct error;
struct range_set;

struct network_path {
    struct interface interface;
    uint32_t source;
    struct link_targets link; /* targets that need no gateway, if there is Ethernet */
    bool has_gateway;         /* the next three are known, and it can be asked by ARP */
    uint32_t gateway;
    bool is_gateway_fixed; /* in the kernel's table: it need not answer ARP */
    bool has_next_hop;
    struct mac next_hop; /* of all other targets: the gateway */
    const char *sender;  /* how frames are handed to the kernel; NULL: not known yet */
};

/* Finds interface and source, by the options or by the route to `target`. Sends
 * nothing. */
bool network_path_find(const struct scan_options *options, uint32_t target,
                       struct network_path *path, struct error *error);

/* Finds the link addresses that frames need: the gateway's, and those of targets on the
 * link, asked by ARP at `rate`. Nothing to do without Ethernet. network_path_finish
 * frees what it found. */
bool network_path_resolve(const struct scan_options *options, double rate,
                          const struct range_set *targets, struct network_path *path,
                          struct error *error);
void network_path_finish(struct network_path *path);

/* The link address for a frame to this target; NULL if nobody is there to take it. */
const struct mac *network_path_next_hop(const struct network_path *path,
                                        uint32_t target);

#endif
