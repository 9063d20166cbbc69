/* SPDX-License-Identifier: MIT
 * TCP segments: the ports must be a probe's; the acknowledgement number tells the rest.
 * A segment holds nothing of the target but its own source, so that is the target. */
#include "packet/headers.h"
#include "packet/parse.h"
#include "probe/attribute.h"
#include "probe/identify.h"
#include "probe/probe_set.h"
#include "probe/reply.h"

/* What the acknowledgement number acknowledges. */
enum acknowledged { ACK_NOTHING, ACK_SYN, ACK_SYN_OFF_BY_ONE, ACK_FOREIGN };

static enum acknowledged acknowledged(const struct transport *tcp, uint32_t sequence) {
    if ((tcp->tcp_flags & TCP_ACK) == 0) {
        return ACK_NOTHING;
    }
    if (tcp->acknowledgement == sequence + 1) {
        return ACK_SYN;
    }
    return tcp->acknowledgement == sequence ? ACK_SYN_OFF_BY_ONE : ACK_FOREIGN;
}

static enum reply_kind kind_of(uint8_t flags, enum acknowledged acknowledged) {
    switch (flags & (TCP_SYN | TCP_RST | TCP_ACK)) {
    case TCP_SYN | TCP_ACK:
        return acknowledged == ACK_SYN ? KIND_SYN_ACK : KIND_TCP_OTHER;
    case TCP_RST | TCP_ACK: /* some stacks do not count the SYN */
        return acknowledged == ACK_FOREIGN ? KIND_TCP_OTHER : KIND_RST_ACK;
    case TCP_RST:
        return KIND_RST_BARE;
    default:
        return KIND_TCP_OTHER;
    }
}

int attribute_tcp(const struct probe_set *set, const struct packet *packet,
                  struct reply *reply) {
    const struct transport *tcp = &packet->ip.transport;
    struct probe_request request;

    if (!identify_by_ports(set, FAMILY_TCP, packet->ip.source, tcp->source_port,
                           tcp->destination_port, &request)) {
        return UNSOLICITED_TCP_MISMATCH;
    }
    enum acknowledged acked = acknowledged(tcp, request.cookie.tag);
    bool is_cookie = acked == ACK_SYN || acked == ACK_SYN_OFF_BY_ONE;
    reply_fill(reply, &request, kind_of(tcp->tcp_flags, acked),
               is_cookie ? EVIDENCE_COOKIE : EVIDENCE_PORT);
    return 0;
}
