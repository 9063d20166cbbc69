/* SPDX-License-Identifier: MIT
 * The way from us to the targets: interface, our address, the gateway's link address. */
#ifndef SCAN_NETWORK_PATH_H
#define SCAN_NETWORK_PATH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scan/options.h"
#include "wire/interface.h"

struct error;

struct network_path {
    struct interface interface;
    uint32_t source;
    bool has_gateway;    /* the route names one; else targets are on the link */
    uint32_t gateway;
    struct mac next_hop; /* of every frame, if the interface has Ethernet */
};

/* Finds interface and source, by the options or by the route to `target`. Sends nothing. */
bool network_path_find(const struct scan_options *options, uint32_t target,
                       struct network_path *path, struct error *error);

/* Finds the next hop's link address; may ask by ARP. Nothing to do without Ethernet. */
bool network_path_resolve(const struct scan_options *options, struct network_path *path,
                          struct error *error);

#endif
