/* SPDX-License-Identifier: MIT
 * NTP client request (RFC 5905): the transmit timestamp, which the server returns as
 * the origin timestamp, is the target and the tag instead of a time. */
#include "base/bytes.h"
#include "packet/headers.h"
#include "probe/probe.h"

/* RFC 5905 7.3: leap indicator, version and mode share the first byte. */
enum { NTP_VERSION = 4, MODE_CLIENT = 3, MODE_SERVER = 4, MODE_MASK = 7 };
enum { ORIGIN_AT = 24, TRANSMIT_AT = 40 };

static void build(const struct probe_request *request, struct writer *writer) {
    uint8_t payload[NTP_MESSAGE_SIZE] = {NTP_VERSION << 3 | MODE_CLIENT};
    struct writer content;
    const struct udp_fields udp = {request->source_port, request->destination_port};

    writer_init(&content, payload + TRANSMIT_AT, sizeof(payload) - TRANSMIT_AT);
    write_u32(&content, request->ip.destination);
    write_u32(&content, request->cookie.tag);
    build_udp(writer, &request->ip, &udp, payload, sizeof(payload));
}

static uint8_t mode_of(struct span payload) {
    struct reader reader;

    reader_init(&reader, payload.bytes, payload.length);
    return read_u8(&reader) & MODE_MASK;
}

/* A quoted request still has target and tag where it was sent with them. */
static bool identify(struct span payload, struct identity *identity) {
    struct reader reader;

    reader_init(&reader, payload.bytes, payload.length);
    reader_skip(&reader, mode_of(payload) == MODE_CLIENT ? TRANSMIT_AT : ORIGIN_AT);
    identity->target = read_u32(&reader);
    identity->tag = read_u32(&reader);
    identity->attempt = 0;
    return !reader.is_short;
}

/* Kiss-of-death messages (RFC 5905 7.4) are valid: the server speaks NTP. */
static bool is_valid(struct span payload, const struct probe_request *request) {
    struct reader reader;

    (void)request;
    reader_init(&reader, payload.bytes, payload.length);
    uint8_t version = read_u8(&reader) >> 3 & 7;
    return payload.length >= NTP_MESSAGE_SIZE && mode_of(payload) == MODE_SERVER &&
           version >= 1 && version <= NTP_VERSION;
}

static const struct template_field fields[] = {
    {0, VALUE_SOURCE_PORT},
    {2, VALUE_DESTINATION_PORT},
    {UDP_HEADER_SIZE + TRANSMIT_AT, VALUE_TARGET},
    {UDP_HEADER_SIZE + TRANSMIT_AT + 4, VALUE_TAG},
    {0, VALUE_NONE},
};

const struct probe_type udp_ntp = {
    .name = "udp_ntp",
    .family = FAMILY_UDP,
    .build = build,
    .fields = fields,
    .identify = identify,
    .is_valid = is_valid,
};
