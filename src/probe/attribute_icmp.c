/* SPDX-License-Identifier: MIT
 * ICMP: echo replies by their id, sequence and payload; errors by the packet they
 * quote. */
#include "packet/headers.h"
#include "packet/parse.h"
#include "probe/attribute.h"
#include "probe/identify.h"
#include "probe/probe_set.h"
#include "probe/quote.h"
#include "probe/reply.h"

static void fill_icmp(const struct transport *icmp, enum reply_kind kind,
                      struct reply *reply) {
    reply->kind = (uint8_t)kind;
    reply->icmp_type = icmp->icmp_type;
    reply->icmp_code = icmp->icmp_code;
}

/* By the payload, which names the target, or else by id and sequence from the target.
 */
static bool find_echo(const struct probe_set *set, unsigned probe,
                      const struct ipv4_packet *ip, struct probe_request *request) {
    const struct transport *icmp = &ip->transport;
    uint32_t tag = (uint32_t)icmp->id << 16 | icmp->sequence;

    if (identify_request(set, probe, icmp->payload, request)) {
        return true;
    }
    for (unsigned attempt = 1; attempt <= set->attempts; attempt++) {
        *request = probe_set_request(set, ip->source, probe, attempt);
        if (request->cookie.tag == tag) {
            return true;
        }
    }
    return false;
}

static int attribute_echo_reply(const struct probe_set *set,
                                const struct packet *packet, struct reply *reply) {
    int probe = probe_set_find(set, FAMILY_ICMP, packet->ip.source, 0);
    struct probe_request request;

    if (probe == NO_PROBE || !find_echo(set, (unsigned)probe, &packet->ip, &request)) {
        return UNSOLICITED_ECHO_MISMATCH;
    }
    fill_icmp(&packet->ip.transport, KIND_ECHO_REPLY, reply);
    reply->target = request.ip.destination;
    reply->probe = (uint8_t)probe;
    reply->attempt = request.attempt;
    reply->evidence = EVIDENCE_COOKIE;
    return 0;
}

static int attribute_error(const struct probe_set *set, const struct packet *packet,
                           struct reply *reply) {
    struct quote_match match;

    if (!packet->has_quote || !quote_match(set, packet, &match)) {
        return UNSOLICITED_QUOTE_MISMATCH;
    }
    fill_icmp(&packet->ip.transport, KIND_ICMP_ERROR, reply);
    reply->target = match.target;
    reply->probe = (uint8_t)match.probe;
    reply->attempt = (uint8_t)match.attempt;
    reply->evidence = (uint8_t)match.evidence;
    return 0;
}

int attribute_icmp(const struct probe_set *set, const struct packet *packet,
                   struct reply *reply) {
    switch (packet->ip.transport.icmp_type) {
    case ICMP_ECHO_REPLY:
        return attribute_echo_reply(set, packet, reply);
    case ICMP_UNREACHABLE:
    case ICMP_SOURCE_QUENCH:
    case ICMP_REDIRECT:
    case ICMP_TIME_EXCEEDED:
    case ICMP_PARAMETER_PROBLEM:
        return attribute_error(set, packet, reply);
    default:
        return UNSOLICITED_ICMP_OTHER;
    }
}
