/* SPDX-License-Identifier: MIT
 * Asks the kernel's route and neighbour tables over netlink (rtnetlink(7)). */
#include "wire/route.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "base/address.h"
#include "base/error.h"
#include "wire/netlink.h"

enum { ADDRESS_BITS = 32, REQUEST_SIZE = 256 };

static int on_route_attribute(const struct nlattr *attribute, void *context) {
    struct route *route = context;

    switch (mnl_attr_get_type(attribute)) {
    case RTA_OIF:
        route->interface = (int)mnl_attr_get_u32(attribute);
        break;
    case RTA_GATEWAY:
        route->has_gateway = true;
        route->gateway = ntohl(mnl_attr_get_u32(attribute));
        break;
    case RTA_PREFSRC:
        route->has_source = true;
        route->source = ntohl(mnl_attr_get_u32(attribute));
        break;
    default:
        break;
    }
    return MNL_CB_OK;
}

static int on_route(const struct nlmsghdr *message, void *context) {
    struct route *route = context;
    const struct rtmsg *header = mnl_nlmsg_get_payload(message);

    route->is_local = header->rtm_type == RTN_LOCAL;
    mnl_attr_parse(message, sizeof(*header), on_route_attribute, route);
    return MNL_CB_STOP;
}

bool route_find(uint32_t destination, int interface, struct route *route,
                struct error *error) {
    char buffer[REQUEST_SIZE] = {0};
    char text[ADDRESS_TEXT_SIZE];
    struct nlmsghdr *request = mnl_nlmsg_put_header(buffer);

    *route = (struct route){0};
    request->nlmsg_type = RTM_GETROUTE;
    request->nlmsg_flags = NLM_F_REQUEST;
    struct rtmsg *header = mnl_nlmsg_put_extra_header(request, sizeof(*header));
    header->rtm_family = AF_INET;
    header->rtm_dst_len = ADDRESS_BITS;
    mnl_attr_put_u32(request, RTA_DST, htonl(destination));
    if (interface != 0) {
        mnl_attr_put_u32(request, RTA_OIF, (uint32_t)interface);
    }
    if (!netlink_exchange(request, on_route, route)) {
        return error_set(error,
                         "no route to %s: %s; give --interface and --gateway-mac",
                         address_format(destination, text), strerror(errno));
    }
    return true;
}

struct route_walk {
    int interface;
    void (*on_entry)(void *context, const struct route_entry *entry);
    void *context;
};

struct route_attributes {
    struct route_entry entry;
    int interface;
};

static int on_entry_attribute(const struct nlattr *attribute, void *context) {
    struct route_attributes *found = context;

    switch (mnl_attr_get_type(attribute)) {
    case RTA_DST:
        found->entry.first = ntohl(mnl_attr_get_u32(attribute));
        break;
    case RTA_OIF:
        found->interface = (int)mnl_attr_get_u32(attribute);
        break;
    case RTA_GATEWAY:
    case RTA_VIA:
        found->entry.has_gateway = true;
        break;
    default:
        break;
    }
    return MNL_CB_OK;
}

static int on_entry(const struct nlmsghdr *message, void *context) {
    const struct route_walk *walk = context;
    const struct rtmsg *header = mnl_nlmsg_get_payload(message);
    struct route_attributes found = {.entry = {.length = header->rtm_dst_len}};

    mnl_attr_parse(message, sizeof(*header), on_entry_attribute, &found);
    if (header->rtm_type == RTN_UNICAST && found.interface == walk->interface) {
        walk->on_entry(walk->context, &found.entry);
    }
    return MNL_CB_OK;
}

bool route_walk(int interface,
                void (*on_route_entry)(void *, const struct route_entry *),
                void *context) {
    char buffer[REQUEST_SIZE] = {0};
    struct nlmsghdr *request = mnl_nlmsg_put_header(buffer);
    struct route_walk walk = {interface, on_route_entry, context};

    request->nlmsg_type = RTM_GETROUTE;
    request->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    struct rtmsg *header = mnl_nlmsg_put_extra_header(request, sizeof(*header));
    header->rtm_family = AF_INET;
    return netlink_exchange(request, on_entry, &walk);
}

struct neighbour_search {
    uint32_t address;
    int interface;
    bool is_found;
    struct mac mac;
};

struct neighbour {
    uint32_t address;
    bool has_mac;
    struct mac mac;
};

static int on_neighbour_attribute(const struct nlattr *attribute, void *context) {
    struct neighbour *neighbour = context;
    size_t length = mnl_attr_get_payload_len(attribute);

    if (mnl_attr_get_type(attribute) == NDA_DST && length == sizeof(uint32_t)) {
        neighbour->address = ntohl(mnl_attr_get_u32(attribute));
    } else if (mnl_attr_get_type(attribute) == NDA_LLADDR && length == MAC_SIZE) {
        memcpy(neighbour->mac.bytes, mnl_attr_get_payload(attribute), MAC_SIZE);
        neighbour->has_mac = true;
    }
    return MNL_CB_OK;
}

static int on_neighbour(const struct nlmsghdr *message, void *context) {
    const unsigned fixed = NUD_PERMANENT | NUD_NOARP;
    struct neighbour_search *search = context;
    const struct ndmsg *header = mnl_nlmsg_get_payload(message);
    struct neighbour neighbour = {0};

    mnl_attr_parse(message, sizeof(*header), on_neighbour_attribute, &neighbour);
    if (neighbour.address == search->address && neighbour.has_mac &&
        header->ndm_ifindex == search->interface && (header->ndm_state & fixed) != 0) {
        search->mac = neighbour.mac;
        search->is_found = true;
    }
    return MNL_CB_OK;
}

bool route_fixed_neighbour(uint32_t address, int interface, struct mac *mac) {
    char buffer[REQUEST_SIZE] = {0};
    struct nlmsghdr *request = mnl_nlmsg_put_header(buffer);
    struct neighbour_search search = {.address = address, .interface = interface};

    request->nlmsg_type = RTM_GETNEIGH;
    request->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    struct ndmsg *header = mnl_nlmsg_put_extra_header(request, sizeof(*header));
    header->ndm_family = AF_INET;
    if (!netlink_exchange(request, on_neighbour, &search) || !search.is_found) {
        return false;
    }
    *mac = search.mac;
    return true;
}
