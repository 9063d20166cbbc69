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

static void fill_icmp(const struct transport *icmp, struct reply *reply) {
    reply->icmp_type = icmp->icmp_type;
    reply->icmp_code = icmp->icmp_code;
}

/* The attempt that the payload names; 0 if it names none of ours. */
static unsigned named_attempt(const struct probe_set *set, unsigned probe,
                              struct span payload) {
    struct identity identity;

    return set->probes[probe].type->identify(payload, &identity) &&
                   identity.attempt <= set->attempts
               ? identity.attempt
               : 0;
}

/* By the payload, which names the target, or else by id and sequence from the target.
 * Where the payload names an attempt, id and sequence must be that attempt's. */
static bool find_echo(const struct probe_set *set, unsigned probe,
                      const struct ipv4_packet *ip, struct probe_request *request) {
    const struct transport *icmp = &ip->transport;
    uint32_t tag = (uint32_t)icmp->id << 16 | icmp->sequence;
    unsigned named = named_attempt(set, probe, icmp->payload);

    if (identify_by_payload(set, FAMILY_ICMP, icmp->payload, request)) {
        return true;
    }
    for (unsigned attempt = 1; attempt <= set->attempts; attempt++) {
        if (named != 0 && named != attempt) {
            continue;
        }
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
    reply_fill(reply, &request, KIND_ECHO_REPLY, EVIDENCE_COOKIE);
    fill_icmp(&packet->ip.transport, reply);
    return 0;
}

static int attribute_error(const struct probe_set *set, const struct packet *packet,
                           struct reply *reply) {
    struct probe_request request;
    enum evidence evidence =
        packet->has_quote ? quote_match(set, packet, &request) : EVIDENCE_NONE;

    if (evidence == EVIDENCE_NONE) {
        return UNSOLICITED_QUOTE_MISMATCH;
    }
    reply_fill(reply, &request, KIND_ICMP_ERROR, evidence);
    fill_icmp(&packet->ip.transport, reply);
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
