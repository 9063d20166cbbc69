/* SPDX-License-Identifier: MIT
 * Goes the other way round than attribution: from the reply to the probe that it names,
 * and from there to the packet. */
#include "sound_reply.h"

#include <stdio.h>

#include "base/bytes.h"
#include "fuzz.h"
#include "packet/headers.h"
#include "packet/parse.h"
#include "probe/probe_set.h"
#include "probe/reply.h"

static void require_in_schema(const struct probe_set *set, const struct reply *reply) {
    int is_icmp = reply->kind == KIND_ECHO_REPLY || reply->kind == KIND_ICMP_ERROR;

    fuzz_require(reply->probe < set->count, "the probe is one of the scan's");
    fuzz_require(reply->attempt >= 1 && reply->attempt <= set->attempts,
                 "the attempt is one of the scan's");
    fuzz_require(reply->kind >= KIND_ECHO_REPLY && reply->kind <= KIND_ICMP_ERROR,
                 "the kind is in the schema");
    fuzz_require(reply->evidence >= EVIDENCE_COOKIE && reply->evidence <= EVIDENCE_PORT,
                 "the evidence is in the schema");
    fuzz_require(is_icmp == (reply->icmp_type != ICMP_NONE),
                 "an ICMP type belongs to an ICMP reply");
    fuzz_require(is_icmp == (reply->icmp_code != ICMP_NONE),
                 "an ICMP code belongs to an ICMP reply");
}

struct kind_rule {
    uint8_t protocol;
    uint8_t family; /* of the probe; 0: any */
    uint8_t evidence_a, evidence_b;
};

static const struct kind_rule rules[] = {
    [KIND_ECHO_REPLY] = {PROTOCOL_ICMP, FAMILY_ICMP, EVIDENCE_COOKIE, EVIDENCE_COOKIE},
    [KIND_SYN_ACK] = {PROTOCOL_TCP, FAMILY_TCP, EVIDENCE_COOKIE, EVIDENCE_COOKIE},
    [KIND_RST_ACK] = {PROTOCOL_TCP, FAMILY_TCP, EVIDENCE_COOKIE, EVIDENCE_COOKIE},
    [KIND_RST_BARE] = {PROTOCOL_TCP, FAMILY_TCP, EVIDENCE_PORT, EVIDENCE_PORT},
    [KIND_TCP_OTHER] = {PROTOCOL_TCP, FAMILY_TCP, EVIDENCE_COOKIE, EVIDENCE_PORT},
    [KIND_UDP_VALID] = {PROTOCOL_UDP, FAMILY_UDP, EVIDENCE_COOKIE, EVIDENCE_PORT},
    [KIND_UDP_INVALID] = {PROTOCOL_UDP, FAMILY_UDP, EVIDENCE_COOKIE, EVIDENCE_PORT},
    [KIND_ICMP_ERROR] = {PROTOCOL_ICMP, 0, EVIDENCE_QUOTE, EVIDENCE_PORT},
};

static void require_rule(const struct probe_set *set, const struct packet *packet,
                         const struct reply *reply) {
    const struct kind_rule *rule = &rules[reply->kind];
    enum family family = set->probes[reply->probe].type->family;

    fuzz_require(packet->ip.protocol == rule->protocol, "the kind is the protocol's");
    fuzz_require(rule->family == 0 || family == rule->family,
                 "the probe is of the kind's family");
    fuzz_require(reply->evidence == rule->evidence_a ||
                     reply->evidence == rule->evidence_b,
                 "the evidence is one that the kind can have");
    fuzz_require(reply->responder == packet->ip.source && reply->ttl == packet->ip.ttl,
                 "responder and time to live are the packet's");
    fuzz_require(reply->icmp_type == ICMP_NONE ||
                     (reply->icmp_type == packet->ip.transport.icmp_type &&
                      reply->icmp_code == packet->ip.transport.icmp_code),
                 "ICMP type and code are the packet's");
}

/* Whether the 32 bits stand somewhere among the bytes, as they are or in hexadecimal
 * digits. */
static int holds(struct span bytes, uint32_t value) {
    char digits[9];

    snprintf(digits, sizeof(digits), "%08x", value);
    for (size_t at = 0; at + 4 <= bytes.length; at++) {
        struct reader reader;
        size_t same = 0;

        reader_init(&reader, bytes.bytes + at, bytes.length - at);
        if (read_u32(&reader) == value) {
            return 1;
        }
        while (same < 8 && at + same < bytes.length &&
               (bytes.bytes[at + same] | 0x20) == digits[same]) {
            same++;
        }
        if (same == 8) {
            return 1;
        }
    }
    return 0;
}

static void require_tcp(const struct transport *tcp, const struct reply *reply,
                        const struct probe_request *request) {
    int is_acknowledged = (tcp->tcp_flags & TCP_ACK) != 0 &&
                          tcp->acknowledgement - request->cookie.tag <= 1;

    fuzz_require(reply->target == reply->responder, "a segment is from its target");
    fuzz_require(tcp->source_port == request->destination_port &&
                     tcp->destination_port == request->source_port,
                 "a segment has the probe's ports");
    fuzz_require((reply->evidence == EVIDENCE_COOKIE) == is_acknowledged,
                 "a segment's cookie is what it acknowledges");
}

static void require_udp(const struct transport *udp, const struct reply *reply,
                        const struct probe_request *request) {
    if (reply->evidence == EVIDENCE_COOKIE) {
        fuzz_require(holds(udp->payload, request->cookie.tag) &&
                         holds(udp->payload, reply->target),
                     "a message's cookie is in it");
    } else {
        fuzz_require(reply->target == reply->responder &&
                         udp->source_port == request->destination_port &&
                         udp->destination_port == request->source_port,
                     "a message has the probe's ports");
    }
}

static void require_echo(const struct transport *icmp, const struct reply *reply,
                         const struct probe_request *request) {
    uint32_t tag = (uint32_t)icmp->id << 16 | icmp->sequence;
    int is_in_header = tag == request->cookie.tag && reply->target == reply->responder;

    fuzz_require(icmp->icmp_type == ICMP_ECHO_REPLY, "an echo reply is one");
    fuzz_require(is_in_header || (holds(icmp->payload, request->cookie.tag) &&
                                  holds(icmp->payload, reply->target)),
                 "an echo's cookie is in it");
}

static int quotes_ports(const struct transport *quoted,
                        const struct probe_request *request) {
    return quoted->available >= 4 && quoted->source_port == request->source_port &&
           quoted->destination_port == request->destination_port;
}

static void require_quote(const struct packet *packet, const struct reply *reply,
                          const struct probe_request *request) {
    const struct ipv4_packet *quoted = &packet->quoted;
    int is_guided = quoted->destination == reply->target ||
                    packet->ip.source == reply->target ||
                    holds(quoted->transport.payload, reply->target);
    int is_echo = request->probe->type->family == FAMILY_ICMP;

    fuzz_require(packet->has_quote, "an error quotes something");
    fuzz_require(is_guided, "an error says which target it is about");
    fuzz_require(is_echo || quotes_ports(&quoted->transport, request) ||
                     (reply->evidence == EVIDENCE_QUOTE &&
                      holds(quoted->transport.payload, request->cookie.tag)),
                 "an error quotes the ports, or the payload's cookie");
    fuzz_require(reply->evidence == EVIDENCE_QUOTE ||
                     quoted->destination == reply->target,
                 "a target that is guessed needs more than a port");
}

void sound_reply_require(const struct probe_set *set, const struct packet *packet,
                         const struct reply *reply) {
    const struct transport *transport = &packet->ip.transport;

    require_in_schema(set, reply);
    require_rule(set, packet, reply);
    const struct probe_request request =
        probe_set_request(set, reply->target, reply->probe, reply->attempt);
    switch (reply->kind) {
    case KIND_ECHO_REPLY:
        require_echo(transport, reply, &request);
        break;
    case KIND_UDP_VALID:
    case KIND_UDP_INVALID:
        require_udp(transport, reply, &request);
        break;
    case KIND_ICMP_ERROR:
        require_quote(packet, reply, &request);
        break;
    default:
        require_tcp(transport, reply, &request);
    }
}
