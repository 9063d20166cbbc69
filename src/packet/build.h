/* SPDX-License-Identifier: MIT
 * Writes the packets that probes are made of: IPv4 with ICMP echo, TCP SYN or UDP. */
#ifndef PACKET_BUILD_H
#define PACKET_BUILD_H

#include <stddef.h>
#include <stdint.h>

struct writer;

enum { PACKET_SIZE_MAX = 1500 }; /* IPv4 packet on Ethernet */
enum { UDP_PAYLOAD_MAX = PACKET_SIZE_MAX - 28 };

/* What goes into the IPv4 header. */
struct ipv4_fields {
    uint32_t source;
    uint32_t destination;
    uint16_t id;
    uint8_t ttl;
};

struct echo_fields {
    uint16_t id;
    uint16_t sequence;
};

struct tcp_syn_fields {
    uint16_t source_port;
    uint16_t destination_port;
    uint32_t sequence;
};

struct udp_fields {
    uint16_t source_port;
    uint16_t destination_port;
};

/* Each appends a whole IPv4 packet, checksums included. */
void build_echo_request(struct writer *writer, const struct ipv4_fields *ip,
                        const struct echo_fields *echo, const uint8_t *payload,
                        size_t length);
void build_tcp_syn(struct writer *writer, const struct ipv4_fields *ip,
                   const struct tcp_syn_fields *tcp);
void build_udp(struct writer *writer, const struct ipv4_fields *ip,
               const struct udp_fields *udp, const uint8_t *payload, size_t length);

#endif
