/* SPDX-License-Identifier: MIT
 * Takes captured bytes apart into one record: IPv4, its transport, and what it quotes.
 */
#ifndef PACKET_PARSE_H
#define PACKET_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes inside the captured frame; not owned. */
struct span {
    const uint8_t *bytes;
    size_t length;
};

/* The first bytes of a transport header. In a quoted packet only `available` of them
 * came back: four or eight are usual; fields beyond hold 0. */
struct transport {
    size_t available;
    uint16_t source_port;      /* TCP, UDP */
    uint16_t destination_port; /* TCP, UDP */
    uint32_t sequence;         /* TCP; ICMP echo */
    uint32_t acknowledgement;  /* TCP */
    uint16_t checksum;         /* UDP, ICMP */
    uint16_t id;               /* ICMP echo */
    uint8_t tcp_flags;         /* enum tcp_flag */
    uint8_t icmp_type;
    uint8_t icmp_code;
    struct span payload; /* of UDP and ICMP, as far as captured */
};

struct ipv4_packet {
    uint32_t source;
    uint32_t destination;
    uint16_t id;
    uint8_t ttl;
    uint8_t protocol;
    struct transport transport;
};

struct packet {
    struct ipv4_packet ip;
    struct ipv4_packet quoted; /* if has_quote: the packet an ICMP error is about */
    bool has_quote;
};

enum parse_status {
    PARSE_OK,
    PARSE_MALFORMED,      /* a header contradicts itself or is cut off */
    PARSE_FRAGMENT,       /* not the first fragment: no transport header */
    PARSE_OTHER_PROTOCOL, /* neither ICMP nor TCP nor UDP */
};

/* Where in the frame the IPv4 packet begins and ends, for a libpcap link type
 * (DLT_EN10MB with any number of VLAN tags, DLT_RAW, DLT_IPV4, DLT_LINUX_SLL,
 * DLT_LINUX_SLL2, DLT_NULL, DLT_LOOP). False if it holds none. */
bool parse_link(int link_type, struct span frame, struct span *ipv4);
bool parse_link_is_known(int link_type);

/* Reads an IPv4 packet. Checksums are not looked at: those of local stacks are left to
 * the hardware and look wrong in a capture. */
enum parse_status parse_ipv4(struct span bytes, struct packet *packet);

#endif
