/* SPDX-License-Identifier: MIT
 * ICMP echo: id and sequence are the tag; the payload repeats target and tag, so that
 * an echo reply from another address is tied to the target that was asked. It names the
 * attempt as well, so that a forger who guesses has one tag to hit and not several. */
#include "base/bytes.h"
#include "packet/headers.h"
#include "probe/probe.h"

enum { ECHO_PAYLOAD_SIZE = 12 };

static void build(const struct probe_request *request, struct writer *writer) {
    uint8_t payload[ECHO_PAYLOAD_SIZE];
    struct writer content;
    const struct echo_fields echo = {
        .id = (uint16_t)(request->cookie.tag >> 16),
        .sequence = (uint16_t)request->cookie.tag,
    };

    writer_init(&content, payload, sizeof(payload));
    write_u32(&content, request->ip.destination);
    write_u32(&content, request->cookie.tag);
    write_u32(&content, request->attempt);
    build_echo_request(writer, &request->ip, &echo, payload, sizeof(payload));
}

static bool identify(struct span payload, struct identity *identity) {
    struct reader reader;

    reader_init(&reader, payload.bytes, payload.length);
    identity->target = read_u32(&reader);
    identity->tag = read_u32(&reader);
    identity->attempt = read_u32(&reader);
    return identity->attempt != 0;
}

/* Behind type, code and checksum. */
static const struct template_field fields[] = {
    {4, VALUE_TAG},
    {ICMP_HEADER_SIZE, VALUE_TARGET},
    {ICMP_HEADER_SIZE + 4, VALUE_TAG},
    {ICMP_HEADER_SIZE + 8, VALUE_ATTEMPT},
    {0, VALUE_NONE},
};

const struct probe_type icmp_echo = {
    .name = "icmp_echo",
    .family = FAMILY_ICMP,
    .build = build,
    .fields = fields,
    .identify = identify,
};
