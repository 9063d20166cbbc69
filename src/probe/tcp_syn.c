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

const struct probe_type tcp_syn = {
    .name = "tcp_syn",
    .family = FAMILY_TCP,
    .build = build,
};
