/* SPDX-License-Identifier: MIT
 * DNS query for an A record (RFC 1035). The name's first label is target and tag in
 * hexadecimal, so an answer from any address and port tells which target was asked. The
 * name ends in "invalid" (RFC 6761 6.4), which resolvers answer themselves: a scan asks
 * no authoritative server on the way. */
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "packet/headers.h"
#include "probe/probe.h"

enum { LABEL_LENGTH = 16, HEX_DIGITS = 8 };
enum { FLAG_RESPONSE = 0x8000, FLAG_RECURSION_DESIRED = 0x0100 }; /* RFC 1035 4.1.1 */
enum { TYPE_A = 1, CLASS_IN = 1 };
enum { QUERY_SIZE = DNS_HEADER_SIZE + 1 + LABEL_LENGTH + 1 + 7 + 1 + 4 };

/* The low half of the tag also identifies an answer that leaves the question out. */
static uint16_t message_id(const struct cookie *cookie) {
    return (uint16_t)cookie->tag;
}

static void write_name(struct writer *writer, const struct probe_request *request) {
    char label[LABEL_LENGTH + 1];

    snprintf(label, sizeof(label), "%08x%08x", request->ip.destination,
             request->cookie.tag);
    write_u8(writer, LABEL_LENGTH);
    write_bytes(writer, label, LABEL_LENGTH);
    write_u8(writer, (uint8_t)strlen("invalid"));
    write_bytes(writer, "invalid", strlen("invalid"));
    write_u8(writer, 0);
}

static void build(const struct probe_request *request, struct writer *writer) {
    uint8_t query[QUERY_SIZE];
    struct writer content;
    const struct udp_fields udp = {request->source_port, request->destination_port};

    writer_init(&content, query, sizeof(query));
    write_u16(&content, message_id(&request->cookie));
    write_u16(&content, FLAG_RECURSION_DESIRED);
    write_u16(&content, 1); /* questions */
    write_u16(&content, 0);
    write_u32(&content, 0);
    write_name(&content, request);
    write_u16(&content, TYPE_A);
    write_u16(&content, CLASS_IN);
    build_udp(writer, &request->ip, &udp, query, writer_length(&content));
}

/* Some forwarders change the case of names at random, so both cases count. */
static int hex_value(uint8_t digit) {
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    digit |= 0x20;
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

static bool read_hex(struct reader *reader, uint32_t *value) {
    *value = 0;
    for (int i = 0; i < HEX_DIGITS; i++) {
        int digit = hex_value(read_u8(reader));

        if (digit < 0) {
            return false;
        }
        *value = *value << 4 | (uint32_t)digit;
    }
    return true;
}

static bool identify(struct span payload, struct identity *identity) {
    struct reader reader;

    reader_init(&reader, payload.bytes, payload.length);
    identity->attempt = 0;
    reader_skip(&reader, DNS_HEADER_SIZE);
    return read_u8(&reader) == LABEL_LENGTH && read_hex(&reader, &identity->target) &&
           read_hex(&reader, &identity->tag) && !reader.is_short;
}

/* Any response to our query counts, be it a mere header that refuses (RFC 1035 4.1.1).
 */
static bool is_valid(struct span payload, const struct probe_request *request) {
    struct reader reader;

    reader_init(&reader, payload.bytes, payload.length);
    uint16_t id = read_u16(&reader);
    uint16_t flags = read_u16(&reader);
    return payload.length >= DNS_HEADER_SIZE && id == message_id(&request->cookie) &&
           (flags & FLAG_RESPONSE) != 0;
}

/* The message's id comes first, and the label behind its length. */
static const struct template_field fields[] = {
    {0, VALUE_SOURCE_PORT},
    {2, VALUE_DESTINATION_PORT},
    {UDP_HEADER_SIZE, VALUE_TAG_LOW},
    {UDP_HEADER_SIZE + DNS_HEADER_SIZE + 1, VALUE_TARGET_HEX},
    {UDP_HEADER_SIZE + DNS_HEADER_SIZE + 1 + HEX_DIGITS, VALUE_TAG_HEX},
    {0, VALUE_NONE},
};

const struct probe_type udp_dns = {
    .name = "udp_dns",
    .family = FAMILY_UDP,
    .build = build,
    .fields = fields,
    .identify = identify,
    .is_distinct = true,
    .is_valid = is_valid,
};
