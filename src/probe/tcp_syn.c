/* SPDX-License-Identifier: MIT
 * TCP SYN: the sequence number is the tag, which SYN-ACKs and most RSTs acknowledge. */
#include "probe/probe.h"

static void build(const struct probe_request *request, struct writer *writer) {
    const struct tcp_syn_fields tcp = {
        .source_port = request->source_port,
        .destination_port = request->destination_port,
        .sequence = request->cookie.tag,
    };

    build_tcp_syn(writer, &request->ip, &tcp);
}

static const struct template_field fields[] = {
    {0, VALUE_SOURCE_PORT},
    {2, VALUE_DESTINATION_PORT},
    {4, VALUE_TAG},
    {0, VALUE_NONE},
};

const struct probe_type tcp_syn = {
    .name = "tcp_syn",
    .family = FAMILY_TCP,
    .build = build,
    .fields = fields,
};
