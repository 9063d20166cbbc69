/* SPDX-License-Identifier: MIT
 * UDP messages: a payload that names target and tag is believed from any address and
 * port; otherwise the ports must be those of a probe to the message's source. */
#include "packet/parse.h"
#include "probe/attribute.h"
#include "probe/identify.h"
#include "probe/probe_set.h"
#include "probe/reply.h"

static int accept(const struct probe_request *request, struct span payload,
                  enum evidence evidence, struct reply *reply) {
    const struct probe_type *type = request->probe->type;
    bool is_valid = type->is_valid != NULL && type->is_valid(payload, request);

    reply_fill(reply, request, is_valid ? KIND_UDP_VALID : KIND_UDP_INVALID, evidence);
    return 0;
}

static int attribute_by_content(const struct probe_set *set, struct span payload,
                                struct reply *reply) {
    struct probe_request request;

    return identify_by_payload(set, FAMILY_UDP, payload, &request)
               ? accept(&request, payload, EVIDENCE_COOKIE, reply)
               : UNSOLICITED_UDP_MISMATCH;
}

static int attribute_by_port(const struct probe_set *set, const struct packet *packet,
                             struct reply *reply) {
    const struct transport *udp = &packet->ip.transport;
    struct probe_request request;

    if (!identify_by_ports(set, FAMILY_UDP, packet->ip.source, udp->source_port,
                           udp->destination_port, &request)) {
        return UNSOLICITED_UDP_MISMATCH;
    }
    return accept(&request, udp->payload, EVIDENCE_PORT, reply);
}

int attribute_udp(const struct probe_set *set, const struct packet *packet,
                  struct reply *reply) {
    int reason = attribute_by_content(set, packet->ip.transport.payload, reply);

    return reason == 0 ? 0 : attribute_by_port(set, packet, reply);
}
