/* SPDX-License-Identifier: MIT
 * Sends each packet to its protocol's part, and fills in what all replies share. */
#include "probe/attribute.h"

#include "packet/headers.h"
#include "packet/parse.h"
#include "probe/probe.h"

int attribute_packet(const struct probe_set *set, const struct packet *packet,
                     struct reply *reply) {
    *reply = (struct reply){
        .responder = packet->ip.source,
        .ttl = packet->ip.ttl,
        .icmp_type = ICMP_NONE,
        .icmp_code = ICMP_NONE,
    };
    switch (packet->ip.protocol) {
    case PROTOCOL_TCP:
        return attribute_tcp(set, packet, reply);
    case PROTOCOL_UDP:
        return attribute_udp(set, packet, reply);
    case PROTOCOL_ICMP:
        return attribute_icmp(set, packet, reply);
    default:
        return UNSOLICITED_OTHER_PROTOCOL;
    }
}

void reply_fill(struct reply *reply, const struct probe_request *request,
                enum reply_kind kind, enum evidence evidence) {
    reply->target = request->ip.destination;
    reply->probe = request->number;
    reply->attempt = request->attempt;
    reply->kind = (uint8_t)kind;
    reply->evidence = (uint8_t)evidence;
}
