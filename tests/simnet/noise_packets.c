/* SPDX-License-Identifier: MIT
 * A table of sorts, each with the function that makes a packet of it. */
#include "noise_packets.h"

#include <string.h>

#include "answer.h"
#include "wire.h"

enum {
    AT_ETHERTYPE = PROBE_AT - 2,
    AT_LINK = PROBE_AT - LINK_HEADER,
    PAYLOAD = 24,
    PROTOCOL_GRE = 47,
    AT_FRAGMENT = 6,
    SOMEBODY = (int)0xc6336405, /* 198.51.100.5 */
    ETHERTYPE_VLAN = 0x8100,
    ETHERTYPE_IPV6 = 0x86dd,
    ETHERTYPE_ARP = 0x0806,
};

static uint32_t port_of(struct noise_source source) {
    return source.first_port + (uint32_t)(source.drawn >> 40) % source.ports;
}

static struct extent framed(uint32_t length) {
    return (struct extent){AT_LINK, LINK_HEADER + length};
}

/* The headers of a packet to the scanner, of which `length` bytes are IP. */
static struct extent begin(struct frame *frame, struct noise_source source,
                           uint32_t protocol, uint32_t length) {
    const struct ip_fields fields = {source.address, SCANNER_ADDRESS, 57};

    memset(frame->bytes + PROBE_AT, 0, length + 4);
    frame_link(frame, AT_LINK);
    ip_write(frame, PROBE_AT, protocol, length, fields);
    return framed(length);
}

static struct extent make_tcp(struct frame *frame, struct noise_source source,
                              uint8_t flags) {
    struct extent extent = begin(frame, source, PROTOCOL_TCP, TCP_END);

    put16(frame, PROBE_AT + AT_SOURCE_PORT, 80);
    put16(frame, PROBE_AT + AT_DESTINATION_PORT, port_of(source));
    put32(frame, PROBE_AT + AT_SEQUENCE, (uint32_t)source.drawn);
    put32(frame, PROBE_AT + AT_ACKNOWLEDGEMENT, (uint32_t)(source.drawn >> 16));
    frame->bytes[PROBE_AT + AT_TCP_OFFSET] = 5 << 4;
    frame->bytes[PROBE_AT + AT_TCP_FLAGS] = flags;
    frame->halves[(PROBE_AT + AT_TCP_CHECKSUM) / 2] =
        checksum_of(answer_pseudo_sum(frame, PROTOCOL_TCP, 20) +
                    frame_sum(frame, PROBE_AT + IP_HEADER, 20));
    return extent;
}

static struct extent make_syn_ack(struct frame *frame, struct noise_source source) {
    return make_tcp(frame, source, TCP_SYN | TCP_ACK);
}

static struct extent make_rst(struct frame *frame, struct noise_source source) {
    return make_tcp(frame, source, TCP_RST);
}

static struct extent make_ack(struct frame *frame, struct noise_source source) {
    return make_tcp(frame, source, TCP_ACK);
}

static struct extent make_udp(struct frame *frame, struct noise_source source) {
    struct extent extent = begin(frame, source, PROTOCOL_UDP, AT_PAYLOAD + PAYLOAD);

    put16(frame, PROBE_AT + AT_SOURCE_PORT, 53);
    put16(frame, PROBE_AT + AT_DESTINATION_PORT, port_of(source));
    put16(frame, PROBE_AT + AT_UDP_LENGTH, 8 + PAYLOAD);
    put32(frame, PROBE_AT + AT_PAYLOAD, (uint32_t)source.drawn);
    put32(frame, PROBE_AT + AT_PAYLOAD + 8, (uint32_t)(source.drawn >> 24));
    frame->halves[(PROBE_AT + AT_UDP_CHECKSUM) / 2] =
        checksum_of(answer_pseudo_sum(frame, PROTOCOL_UDP, 8 + PAYLOAD) +
                    frame_sum(frame, PROBE_AT + IP_HEADER, 8 + PAYLOAD));
    return extent;
}

/* ICMP with so many bytes after its first four. */
static struct extent end_icmp(struct frame *frame, uint32_t type_and_code,
                              uint32_t rest) {
    put16(frame, PROBE_AT + IP_HEADER, type_and_code);
    frame->halves[(PROBE_AT + AT_ICMP_CHECKSUM) / 2] =
        checksum_of(frame_sum(frame, PROBE_AT + IP_HEADER, 4 + rest));
    return framed(IP_HEADER + 4 + rest);
}

static struct extent make_echo(struct frame *frame, struct noise_source source,
                               uint32_t type) {
    begin(frame, source, PROTOCOL_ICMP, IP_HEADER + 8 + PAYLOAD);
    put32(frame, PROBE_AT + IP_HEADER + 4, (uint32_t)source.drawn);
    put32(frame, PROBE_AT + IP_HEADER + 8, (uint32_t)(source.drawn >> 32));
    return end_icmp(frame, type << 8, 4 + PAYLOAD);
}

static struct extent make_echo_reply(struct frame *frame, struct noise_source source) {
    return make_echo(frame, source, 0);
}

static struct extent make_echo_request(struct frame *frame,
                                       struct noise_source source) {
    return make_echo(frame, source, ICMP_ECHO_REQUEST);
}

/* An error that quotes a packet of somebody else, 28 bytes long, or cuts it short. */
static struct extent make_error(struct frame *frame, struct noise_source source,
                                uint32_t type_and_code, uint32_t protocol,
                                uint32_t quoted) {
    const struct ip_fields others = {(uint32_t)SOMEBODY, source.address, 1};
    uint32_t at = PROBE_AT + IP_HEADER + 8;

    begin(frame, source, PROTOCOL_ICMP, IP_HEADER + 8 + 28);
    ip_write(frame, at, protocol, 40, others);
    put16(frame, at + AT_SOURCE_PORT, port_of(source));
    put16(frame, at + AT_DESTINATION_PORT, protocol == PROTOCOL_TCP ? 80 : 53);
    put32(frame, at + AT_SEQUENCE, (uint32_t)source.drawn);
    put16(frame, PROBE_AT + AT_LENGTH, IP_HEADER + 8 + quoted);
    put16(frame, PROBE_AT + AT_CHECKSUM, 0);
    frame->halves[(PROBE_AT + AT_CHECKSUM) / 2] =
        checksum_of(frame_sum(frame, PROBE_AT, IP_HEADER));
    return end_icmp(frame, type_and_code, 4 + quoted);
}

static struct extent make_unreachable(struct frame *frame, struct noise_source source) {
    return make_error(frame, source, 0x0303, PROTOCOL_UDP, 28);
}

static struct extent make_time_exceeded(struct frame *frame,
                                        struct noise_source source) {
    return make_error(frame, source, 0x0b00, PROTOCOL_TCP, 28);
}

static struct extent make_redirect(struct frame *frame, struct noise_source source) {
    return make_error(frame, source, 0x0501, PROTOCOL_TCP, 28);
}

static struct extent make_cut_quote(struct frame *frame, struct noise_source source) {
    return make_error(frame, source, 0x0301, PROTOCOL_TCP, 12);
}

/* The second of a packet. */
static struct extent make_fragment(struct frame *frame, struct noise_source source) {
    struct extent extent = make_udp(frame, source);

    put16(frame, PROBE_AT + AT_FRAGMENT, 185);
    put16(frame, PROBE_AT + AT_CHECKSUM, 0);
    frame->halves[(PROBE_AT + AT_CHECKSUM) / 2] =
        checksum_of(frame_sum(frame, PROBE_AT, IP_HEADER));
    return extent;
}

static struct extent make_cut_tcp(struct frame *frame, struct noise_source source) {
    make_tcp(frame, source, TCP_SYN | TCP_ACK);
    return framed(IP_HEADER + 10);
}

static struct extent make_short_length(struct frame *frame,
                                       struct noise_source source) {
    struct extent extent = make_tcp(frame, source, TCP_SYN | TCP_ACK);

    put16(frame, PROBE_AT + AT_LENGTH, IP_HEADER - 4);
    return extent;
}

static struct extent make_short_header(struct frame *frame,
                                       struct noise_source source) {
    struct extent extent = make_tcp(frame, source, TCP_SYN | TCP_ACK);

    frame->bytes[PROBE_AT] = 0x43; /* a header of three words */
    return extent;
}

static struct extent make_gre(struct frame *frame, struct noise_source source) {
    return begin(frame, source, PROTOCOL_GRE, IP_HEADER + PAYLOAD);
}

/* RFC 826: who has the scanner's address? */
static struct extent make_arp(struct frame *frame, struct noise_source source) {
    static const uint8_t request[28] = {0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 1};

    (void)source;
    frame_link(frame, AT_LINK);
    put16(frame, AT_ETHERTYPE, ETHERTYPE_ARP);
    memcpy(frame->bytes + PROBE_AT, request, sizeof(request));
    put16(frame, PROBE_AT + 14, 0xc000); /* 192.0.2.1 */
    put16(frame, PROBE_AT + 16, 0x0201);
    put32(frame, PROBE_AT + 24, SCANNER_ADDRESS);
    return framed(sizeof(request));
}

/* UDP from one documentation address to another (RFC 3849). */
static struct extent make_ipv6(struct frame *frame, struct noise_source source) {
    memset(frame->bytes + PROBE_AT, 0, 48);
    frame_link(frame, AT_LINK);
    put16(frame, AT_ETHERTYPE, ETHERTYPE_IPV6);
    frame->bytes[PROBE_AT] = 0x60;
    frame->bytes[PROBE_AT + 5] = 8;
    frame->bytes[PROBE_AT + 6] = PROTOCOL_UDP;
    frame->bytes[PROBE_AT + 7] = 57;
    put32(frame, PROBE_AT + 8, 0x20010db8);
    put32(frame, PROBE_AT + 20, (uint32_t)source.drawn);
    put32(frame, PROBE_AT + 24, 0x20010db8);
    put16(frame, PROBE_AT + 44, 8);
    return framed(48);
}

/* A stray SYN-ACK in VLAN 7 (IEEE 802.1Q). */
static struct extent make_vlan(struct frame *frame, struct noise_source source) {
    struct extent extent = make_tcp(frame, source, TCP_SYN | TCP_ACK);

    memmove(frame->bytes + AT_LINK - 4, frame->bytes + AT_LINK, 12);
    put16(frame, AT_ETHERTYPE - 4, ETHERTYPE_VLAN);
    put16(frame, AT_ETHERTYPE - 2, 7);
    return (struct extent){extent.start - 4, extent.length + 4};
}

const struct noise_sort noise_sorts[NOISE_SORTS] = {
    {"syn_ack", make_syn_ack},
    {"rst", make_rst},
    {"ack", make_ack},
    {"udp", make_udp},
    {"echo_reply", make_echo_reply},
    {"echo_request", make_echo_request},
    {"unreachable", make_unreachable},
    {"time_exceeded", make_time_exceeded},
    {"redirect", make_redirect},
    {"cut_quote", make_cut_quote},
    {"fragment", make_fragment},
    {"cut_tcp", make_cut_tcp},
    {"short_length", make_short_length},
    {"short_header", make_short_header},
    {"gre", make_gre},
    {"arp", make_arp},
    {"ipv6", make_ipv6},
    {"vlan", make_vlan},
};
