/* SPDX-License-Identifier: MIT
 * Finds the IPv4 packet behind the link header of each capture type. */
#include <pcap/dlt.h>

#include "base/bytes.h"
#include "packet/headers.h"
#include "packet/parse.h"

enum { AF_INET_IN_CAPTURE = 2 }; /* the same number on every system with DLT_NULL */

static bool is_vlan(uint16_t type) {
    return type == ETHER_VLAN || type == ETHER_VLAN_AD || type == ETHER_VLAN_OLD;
}

/* Passes over VLAN tags from the type field on. */
static bool skip_to_ipv4(struct reader *reader) {
    uint16_t type = read_u16(reader);

    while (is_vlan(type)) {
        reader_skip(reader, VLAN_TAG_SIZE - 2);
        type = read_u16(reader);
    }
    return type == ETHER_IPV4;
}

static bool skip_ethernet(struct reader *reader) {
    reader_skip(reader, 2 * ETHER_ADDRESS_SIZE);
    return skip_to_ipv4(reader);
}

/* https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html */
static bool skip_cooked(struct reader *reader) {
    reader_skip(reader, 14);
    return skip_to_ipv4(reader);
}

/* https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL2.html; tags stand behind the
 * header there. */
static bool skip_cooked_2(struct reader *reader) {
    uint16_t type = read_u16(reader);

    reader_skip(reader, 18);
    while (is_vlan(type)) {
        reader_skip(reader, VLAN_TAG_SIZE - 2);
        type = read_u16(reader);
    }
    return type == ETHER_IPV4;
}

/* The family is in the byte order of the capturing host, or the network's. */
static bool skip_null(struct reader *reader) {
    uint32_t family = read_u32(reader);

    return family == AF_INET_IN_CAPTURE || family == (uint32_t)AF_INET_IN_CAPTURE << 24;
}

static bool skip_link(int link_type, struct reader *reader) {
    switch (link_type) {
    case DLT_EN10MB:
        return skip_ethernet(reader);
    case DLT_RAW:
    case DLT_IPV4:
        return true;
    case DLT_LINUX_SLL:
        return skip_cooked(reader);
    case DLT_LINUX_SLL2:
        return skip_cooked_2(reader);
    case DLT_NULL:
    case DLT_LOOP:
        return skip_null(reader);
    default:
        return false;
    }
}

bool parse_link(int link_type, struct span frame, struct span *ipv4) {
    struct reader reader;

    reader_init(&reader, frame.bytes, frame.length);
    if (!skip_link(link_type, &reader) || reader.is_short) {
        return false;
    }
    *ipv4 = (struct span){.bytes = reader.at, .length = reader.left};
    return true;
}

bool parse_link_is_known(int link_type) {
    return link_type == DLT_EN10MB || link_type == DLT_RAW || link_type == DLT_IPV4 ||
           link_type == DLT_LINUX_SLL || link_type == DLT_LINUX_SLL2 ||
           link_type == DLT_NULL || link_type == DLT_LOOP;
}
