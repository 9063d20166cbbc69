/* SPDX-License-Identifier: MIT
 * Options come first, then the kernel's tables, then ARP. The kernel's table of
 * neighbours counts only where an entry is fixed: a gateway that has failed over is
 * still in it for minutes. */
#include "scan/network_path.h"

#include <string.h>

#include "base/address.h"
#include "base/error.h"
#include "wire/arp.h"
#include "wire/neighbours.h"
#include "wire/route.h"

static bool find_source(const struct scan_options *options, const struct route *route,
                        struct network_path *path, struct error *error) {
    char text[ADDRESS_TEXT_SIZE];
    const char *name = path->interface.name;

    if (options->has_source) {
        path->source = options->source;
        return interface_has_address(name, path->source) ||
               error_set_usage(error,
                               "--source-address: interface '%s' does not have %s",
                               name, address_format(path->source, text));
    }
    if (route->has_source) {
        path->source = route->source;
        return true;
    }
    return interface_first_address(name, &path->source) ||
           error_set(error,
                     "interface '%s' has no IPv4 address; add one with: ip address "
                     "add ADDRESS/LENGTH dev %s",
                     name, name);
}

static bool is_via(const char *name, int index) {
    char text[INTERFACE_NAME_SIZE];

    return interface_name(index, text) && strcmp(text, name) == 0;
}

bool network_path_find(const struct scan_options *options, uint32_t target,
                       struct network_path *path, struct error *error) {
    struct route route = {0};
    struct error no_route;
    char text[ADDRESS_TEXT_SIZE];
    char name[INTERFACE_NAME_SIZE];

    *path = (struct network_path){0};
    if (options->interface[0] != '\0') {
        if (!interface_open(options->interface, &path->interface, error)) {
            return false;
        }
        /* Without a route the gateway must be named, as network_path_resolve says. */
        if (!route_find(target, path->interface.index, &route, &no_route) ||
            !is_via(options->interface, route.interface)) {
            route = (struct route){0};
        }
    } else {
        if (!route_find(target, 0, &route, error)) {
            return false;
        }
        if (route.is_local) {
            return error_set_usage(error, "target %s is this host's own address",
                                   address_format(target, text));
        }
        if (!interface_name(route.interface, name) ||
            !interface_open(name, &path->interface, error)) {
            return error_set(error,
                             "no usable interface on the route to %s; give "
                             "--interface",
                             address_format(target, text));
        }
    }
    return find_source(options, &route, path, error);
}

static bool find_gateway(struct network_path *path, struct error *error) {
    const char *name = path->interface.name;
    struct route route;
    char text[ADDRESS_TEXT_SIZE];

    if (!route_find(path->link.beyond, path->interface.index, &route, error)) {
        return false;
    }
    if (!route.has_gateway) {
        return error_set(error, "no gateway on '%s' to %s; give --gateway-mac", name,
                         address_format(path->link.beyond, text));
    }
    path->gateway = route.gateway;
    path->is_gateway_fixed =
        route_fixed_neighbour(route.gateway, path->interface.index, &path->next_hop);
    path->has_next_hop =
        path->is_gateway_fixed || arp_resolve(&path->interface, path->source,
                                              route.gateway, &path->next_hop, error);
    path->has_gateway = path->has_next_hop;
    return path->has_next_hop;
}

bool network_path_resolve(const struct scan_options *options, double rate,
                          const struct range_set *targets, struct network_path *path,
                          struct error *error) {
    if (!path->interface.has_ethernet) {
        return true;
    }
    if (options->has_gateway_mac) {
        path->has_next_hop = true;
        path->next_hop = options->gateway_mac;
        return true;
    }
    return link_targets_resolve(&path->interface, path->source, rate, targets,
                                &path->link, error) &&
           (!path->link.has_beyond || find_gateway(path, error));
}

void network_path_finish(struct network_path *path) {
    link_targets_finish(&path->link);
}

const struct mac *network_path_next_hop(const struct network_path *path,
                                        uint32_t target) {
    const struct mac *neighbour = path->link.neighbours == NULL
                                      ? NULL
                                      : neighbours_find(path->link.neighbours, target);

    if (neighbour != NULL) {
        return neighbour;
    }
    if (!path->has_next_hop || (path->link.silent.count > 0 &&
                                range_set_contains(&path->link.silent, target))) {
        return NULL;
    }
    return &path->next_hop;
}
