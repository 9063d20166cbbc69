/* SPDX-License-Identifier: MIT
 * Builds packets field by field in the order of the RFCs' drawings. */
#include "packet/build.h"

#include "base/bytes.h"
#include "packet/checksum.h"
#include "packet/headers.h"

enum {
    VERSION_AND_LENGTH = 0x45, /* IPv4, five 32-bit words */
    SYN_WINDOW = 65535,
    SYN_MSS = 1460, /* some hosts ignore a SYN without an MSS option */
    SYN_SIZE = TCP_HEADER_SIZE + TCP_OPTION_MSS_SIZE,
};

/* Offsets of checksums in their headers. */
enum {
    IPV4_CHECKSUM_AT = 10,
    ICMP_CHECKSUM_AT = 2,
    TCP_CHECKSUM_AT = 16,
    UDP_CHECKSUM_AT = 6
};

static void write_ipv4(struct writer *writer, const struct ipv4_fields *ip,
                       enum ip_protocol protocol, size_t transport_length) {
    size_t start = writer_length(writer);

    write_u8(writer, VERSION_AND_LENGTH);
    write_u8(writer, 0); /* type of service */
    write_u16(writer, (uint16_t)(IPV4_HEADER_SIZE + transport_length));
    write_u16(writer, ip->id);
    write_u16(writer, 0); /* may be fragmented, as ZMap's probes */
    write_u8(writer, ip->ttl);
    write_u8(writer, (uint8_t)protocol);
    write_u16(writer, 0);
    write_u32(writer, ip->source);
    write_u32(writer, ip->destination);
    if (!writer->is_full) {
        uint64_t sum = checksum_add(0, writer->start + start, IPV4_HEADER_SIZE);

        writer_patch_u16(writer, start + IPV4_CHECKSUM_AT, checksum_finish(sum));
    }
}

/* Sum of the pseudo header (RFC 9293 3.1, RFC 768). */
static uint64_t sum_pseudo(const struct ipv4_fields *ip, enum ip_protocol protocol,
                           size_t length) {
    return (uint64_t)(ip->source >> 16) + (ip->source & 0xffff) +
           (ip->destination >> 16) + (ip->destination & 0xffff) + (uint64_t)protocol +
           length;
}

static uint16_t sum_transport(const struct writer *writer, size_t start, uint64_t sum) {
    return checksum_finish(
        checksum_add(sum, writer->start + start, writer_length(writer) - start));
}

void build_echo_request(struct writer *writer, const struct ipv4_fields *ip,
                        const struct echo_fields *echo, const uint8_t *payload,
                        size_t length) {
    write_ipv4(writer, ip, PROTOCOL_ICMP, ICMP_HEADER_SIZE + length);
    size_t start = writer_length(writer);

    write_u8(writer, ICMP_ECHO_REQUEST);
    write_u8(writer, 0);
    write_u16(writer, 0);
    write_u16(writer, echo->id);
    write_u16(writer, echo->sequence);
    write_bytes(writer, payload, length);
    writer_patch_u16(writer, start + ICMP_CHECKSUM_AT, sum_transport(writer, start, 0));
}

void build_tcp_syn(struct writer *writer, const struct ipv4_fields *ip,
                   const struct tcp_syn_fields *tcp) {
    write_ipv4(writer, ip, PROTOCOL_TCP, SYN_SIZE);
    size_t start = writer_length(writer);

    write_u16(writer, tcp->source_port);
    write_u16(writer, tcp->destination_port);
    write_u32(writer, tcp->sequence);
    write_u32(writer, 0);
    write_u8(writer, SYN_SIZE / 4 << 4);
    write_u8(writer, TCP_SYN);
    write_u16(writer, SYN_WINDOW);
    write_u32(writer, 0); /* checksum and urgent pointer */
    write_u8(writer, TCP_OPTION_MSS);
    write_u8(writer, TCP_OPTION_MSS_SIZE);
    write_u16(writer, SYN_MSS);
    writer_patch_u16(
        writer, start + TCP_CHECKSUM_AT,
        sum_transport(writer, start, sum_pseudo(ip, PROTOCOL_TCP, SYN_SIZE)));
}

void build_udp(struct writer *writer, const struct ipv4_fields *ip,
               const struct udp_fields *udp, const uint8_t *payload, size_t length) {
    size_t udp_length = UDP_HEADER_SIZE + length;

    write_ipv4(writer, ip, PROTOCOL_UDP, udp_length);
    size_t start = writer_length(writer);

    write_u16(writer, udp->source_port);
    write_u16(writer, udp->destination_port);
    write_u16(writer, (uint16_t)udp_length);
    write_u16(writer, 0);
    write_bytes(writer, payload, length);
    uint16_t checksum =
        sum_transport(writer, start, sum_pseudo(ip, PROTOCOL_UDP, udp_length));
    /* RFC 768: 0 would mean that there is none. */
    writer_patch_u16(writer, start + UDP_CHECKSUM_AT,
                     checksum == 0 ? 0xffff : checksum);
}
