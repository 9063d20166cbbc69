/* SPDX-License-Identifier: MIT
 * UDP messages: a payload that names target and tag is believed from any address and
 * port; otherwise the ports must be those of a probe to the message's source. */
#include "packet/parse.h"
#include "probe/attribute.h"
#include "probe/identify.h"
#include "probe/probe_set.h"
#include "probe/reply.h"

static int accept(const struct probe_request *request, unsigned probe,
                  struct span payload, enum evidence evidence, struct reply *reply) {
    const struct probe_type *type = request->probe->type;
    bool is_valid = type->is_valid != NULL && type->is_valid(payload, request);

    reply->target = request->ip.destination;
    reply->probe = (uint8_t)probe;
    reply->attempt = request->attempt;
    reply->kind = is_valid ? KIND_UDP_VALID : KIND_UDP_INVALID;
    reply->evidence = (uint8_t)evidence;
    return 0;
}

static int attribute_by_content(const struct probe_set *set, struct span payload,
                                struct reply *reply) {
    for (unsigned probe = 0; probe < set->count; probe++) {
        struct probe_request request;

        if (set->probes[probe].type->family == FAMILY_UDP &&
            identify_request(set, probe, payload, &request)) {
            return accept(&request, probe, payload, EVIDENCE_COOKIE, reply);
        }
    }
    return UNSOLICITED_UDP_MISMATCH;
}

static int attribute_by_port(const struct probe_set *set, const struct packet *packet,
                             struct reply *reply) {
    const struct transport *udp = &packet->ip.transport;
    uint32_t target = packet->ip.source;
    int probe = probe_set_find(set, FAMILY_UDP, target, udp->source_port);
    unsigned attempt = probe_set_attempt_of(set, udp->destination_port);

    if (probe == NO_PROBE || attempt == 0) {
        return UNSOLICITED_UDP_MISMATCH;
    }
    struct probe_request request =
        probe_set_request(set, target, (unsigned)probe, attempt);
    if (request.source_port != udp->destination_port) {
        return UNSOLICITED_UDP_MISMATCH;
    }
    return accept(&request, (unsigned)probe, udp->payload, EVIDENCE_PORT, reply);
}

int attribute_udp(const struct probe_set *set, const struct packet *packet,
                  struct reply *reply) {
    int reason = attribute_by_content(set, packet->ip.transport.payload, reply);

    return reason == 0 ? 0 : attribute_by_port(set, packet, reply);
}
