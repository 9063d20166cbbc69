/* SPDX-License-Identifier: MIT
 * Where the kernel would send a packet: interface, gateway, source, and neighbours. */
#ifndef WIRE_ROUTE_H
#define WIRE_ROUTE_H

#include <stdbool.h>
#include <stdint.h>

#include "wire/interface.h"

struct error;

struct route {
    int interface;    /* index */
    bool has_gateway; /* false: the destination is on the link itself */
    uint32_t gateway;
    bool has_source;
    uint32_t source; /* the address that the kernel would use */
    bool is_local;   /* the destination is this host's own */
};

/* Looks a destination up, through `interface` (an index) alone unless that is 0. */
bool route_find(uint32_t destination, int interface, struct route *route,
                struct error *error);

/* One route of an interface: where it leads, and whether a gateway stands between. */
struct route_entry {
    uint32_t first; /* first address of the prefix */
    uint8_t length; /* of the prefix, in bits */
    bool has_gateway;
};

/* Calls on_entry for each unicast route through the interface, in no order. False if
 * the kernel does not tell. */
bool route_walk(int interface,
                void (*on_entry)(void *context, const struct route_entry *),
                void *context);

/* The link address that somebody put into the kernel's table for good; false if the
 * table has none, or what it has is what the kernel heard and may be out of date. */
bool route_fixed_neighbour(uint32_t address, int interface, struct mac *mac);

#endif
