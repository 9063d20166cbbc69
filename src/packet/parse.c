/* SPDX-License-Identifier: MIT
 * Reads IPv4 packets and the packets quoted in ICMP errors. A quote is read leniently:
 * routers rewrite its TTL, length, checksum and ID, cut it after eight or even four
 * transport bytes, or pad it (RFC 792, RFC 1812 4.3.2.3, RFC 4884), so nothing but the
 * header length is believed. */
#include "packet/parse.h"

#include "base/bytes.h"
#include "packet/headers.h"

enum { VERSION_4 = 4, HEADER_WORDS_MIN = 5 };

static struct span rest_of(const struct reader *reader) {
    return (struct span){.bytes = reader->at, .length = reader->left};
}

static void read_tcp(struct reader *reader, struct transport *transport) {
    transport->source_port = read_u16(reader);
    transport->destination_port = read_u16(reader);
    transport->sequence = read_u32(reader);
    transport->acknowledgement = read_u32(reader);
    reader_skip(reader, 1); /* header length, of no use without data */
    transport->tcp_flags = read_u8(reader);
    reader_skip(reader, 6); /* window, checksum, urgent pointer */
}

static void read_udp(struct reader *reader, struct transport *transport) {
    transport->source_port = read_u16(reader);
    transport->destination_port = read_u16(reader);
    reader_skip(reader, 2); /* length: what was captured decides */
    transport->checksum = read_u16(reader);
    transport->payload = rest_of(reader);
}

static void read_icmp(struct reader *reader, struct transport *transport) {
    transport->icmp_type = read_u8(reader);
    transport->icmp_code = read_u8(reader);
    transport->checksum = read_u16(reader);
    transport->id = read_u16(reader);
    transport->sequence = read_u16(reader);
    transport->payload = rest_of(reader);
}

/* Reads as much of the transport header as there is. */
static enum parse_status read_transport(struct reader *reader, struct ipv4_packet *ip) {
    ip->transport.available = reader->left;
    switch (ip->protocol) {
    case PROTOCOL_TCP:
        read_tcp(reader, &ip->transport);
        return PARSE_OK;
    case PROTOCOL_UDP:
        read_udp(reader, &ip->transport);
        return PARSE_OK;
    case PROTOCOL_ICMP:
        read_icmp(reader, &ip->transport);
        return PARSE_OK;
    default:
        return PARSE_OTHER_PROTOCOL;
    }
}

struct ipv4_lengths {
    size_t header;
    size_t total; /* as the header says; 0 if left to the hardware */
    uint16_t fragment;
};

/* Reads the IPv4 header with its options. */
static bool read_ipv4_header(struct reader *reader, struct ipv4_packet *ip,
                             struct ipv4_lengths *lengths) {
    uint8_t version_and_length = read_u8(reader);

    lengths->header = (version_and_length & 15) * 4U;
    reader_skip(reader, 1); /* type of service */
    lengths->total = read_u16(reader);
    ip->id = read_u16(reader);
    lengths->fragment = read_u16(reader);
    ip->ttl = read_u8(reader);
    ip->protocol = read_u8(reader);
    reader_skip(reader, 2); /* checksum */
    ip->source = read_u32(reader);
    ip->destination = read_u32(reader);
    if (version_and_length >> 4 != VERSION_4 || lengths->header < IPV4_HEADER_SIZE) {
        return false;
    }
    reader_skip(reader, lengths->header - IPV4_HEADER_SIZE);
    return !reader->is_short;
}

static bool is_icmp_error(uint8_t type) {
    return type == ICMP_UNREACHABLE || type == ICMP_SOURCE_QUENCH ||
           type == ICMP_REDIRECT || type == ICMP_TIME_EXCEEDED ||
           type == ICMP_PARAMETER_PROBLEM;
}

static bool read_quote(struct span bytes, struct ipv4_packet *quoted) {
    struct reader reader;
    struct ipv4_lengths lengths;

    reader_init(&reader, bytes.bytes, bytes.length);
    return read_ipv4_header(&reader, quoted, &lengths) &&
           read_transport(&reader, quoted) == PARSE_OK;
}

enum parse_status parse_ipv4(struct span bytes, struct packet *packet) {
    struct reader reader;
    struct ipv4_lengths lengths;
    struct ipv4_packet *ip = &packet->ip;

    *packet = (struct packet){0};
    reader_init(&reader, bytes.bytes, bytes.length);
    if (!read_ipv4_header(&reader, ip, &lengths) ||
        (lengths.total != 0 && lengths.total < lengths.header)) {
        return PARSE_MALFORMED;
    }
    if ((lengths.fragment & IPV4_FRAGMENT_OFFSET) != 0) {
        return PARSE_FRAGMENT;
    }
    if (lengths.total != 0) {
        reader_limit(&reader, lengths.total - lengths.header);
    }
    enum parse_status status = read_transport(&reader, ip);
    if (status != PARSE_OK || reader.is_short) {
        return status != PARSE_OK ? status : PARSE_MALFORMED;
    }
    if (ip->protocol == PROTOCOL_ICMP && is_icmp_error(ip->transport.icmp_type)) {
        packet->has_quote = read_quote(ip->transport.payload, &packet->quoted);
    }
    return PARSE_OK;
}
