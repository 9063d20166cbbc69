/* SPDX-License-Identifier: MIT
 * UDP with a payload from a file. What a valid answer looks like is not known, so every
 * answer is an invalid one, and only the source port ties it to its probe. */
#include "probe/probe.h"

static void build(const struct probe_request *request, struct writer *writer) {
    const struct udp_fields udp = {request->source_port, request->destination_port};

    build_udp(writer, &request->ip, &udp, request->probe->payload,
              request->probe->payload_length);
}

static const struct template_field fields[] = {
    {0, VALUE_SOURCE_PORT},
    {2, VALUE_DESTINATION_PORT},
    {0, VALUE_NONE},
};

const struct probe_type udp_payload = {
    .name = "udp_payload",
    .family = FAMILY_UDP,
    .build = build,
    .fields = fields,
};
