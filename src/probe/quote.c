/* SPDX-License-Identifier: MIT
 * A probe's packet is a function of target, probe and attempt, so it is made again and
 * compared with its quote. Whatever a router may have rewritten, the keyed source port
 * must be there (for echo: the keyed checksum), and one more keyed field makes it a
 * matching quote. The target is the quoted destination; where a translator rewrote
 * that, the payload's word for it is tried, then the error's own sender. The latter is
 * a guess, so the source port alone is not enough there: it would double what a forger
 * can hit. Of our addresses, if the scan had several, the probe was sent from the one
 * that the error came to; checksums are over it. */
#include "probe/quote.h"

#include "base/bytes.h"
#include "packet/headers.h"
#include "packet/parse.h"
#include "probe/identify.h"
#include "probe/probe_set.h"

/* Bytes of the transport header that must be there to compare a field. */
enum {
    PORTS_END = 4,
    SEQUENCE_END = 8,
    UDP_CHECKSUM_END = 8,
    ECHO_CHECKSUM_END = 4,
    ECHO_TAG_END = 8
};

static bool is_same_id(uint16_t quoted, uint16_t sent) {
    uint16_t swapped = (uint16_t)(sent << 8 | sent >> 8);

    return quoted == sent || quoted == swapped; /* some stacks quote it in host order */
}

/* What was sent, read back from the bytes that were sent. */
static bool rebuild(const struct probe_request *request, uint32_t source,
                    struct packet *sent) {
    struct probe_request from_there = *request;
    uint8_t bytes[PACKET_SIZE_MAX];
    struct writer writer;

    writer_init(&writer, bytes, sizeof(bytes));
    from_there.ip.source = source;
    probe_set_build(&from_there, &writer);
    return parse_ipv4((struct span){bytes, writer_length(&writer)}, sent) == PARSE_OK;
}

static enum evidence compare_tcp(const struct ipv4_packet *quoted,
                                 const struct ipv4_packet *sent) {
    bool has_sequence = quoted->transport.available >= SEQUENCE_END;

    if ((has_sequence && quoted->transport.sequence == sent->transport.sequence) ||
        is_same_id(quoted->id, sent->id)) {
        return EVIDENCE_QUOTE;
    }
    return EVIDENCE_PORT;
}

/* The checksum of a payload that holds no tag tells no more than the ports do. */
static enum evidence compare_udp(const struct ipv4_packet *quoted,
                                 const struct ipv4_packet *sent, bool has_tag) {
    bool has_checksum = has_tag && quoted->transport.available >= UDP_CHECKSUM_END;

    if ((has_checksum && quoted->transport.checksum == sent->transport.checksum) ||
        is_same_id(quoted->id, sent->id)) {
        return EVIDENCE_QUOTE;
    }
    return EVIDENCE_PORT;
}

static enum evidence compare_echo(const struct ipv4_packet *quoted,
                                  const struct ipv4_packet *sent) {
    const struct transport *a = &quoted->transport;
    const struct transport *b = &sent->transport;

    if (a->icmp_type != ICMP_ECHO_REQUEST) {
        return EVIDENCE_NONE;
    }
    if (a->available >= ECHO_TAG_END && a->id == b->id && a->sequence == b->sequence) {
        return EVIDENCE_QUOTE;
    }
    if (a->available < ECHO_CHECKSUM_END || a->checksum != b->checksum) {
        return EVIDENCE_NONE;
    }
    return is_same_id(quoted->id, sent->id) ? EVIDENCE_QUOTE : EVIDENCE_PORT;
}

static enum evidence compare(const struct packet *packet,
                             const struct probe_request *request) {
    const struct ipv4_packet *quoted = &packet->quoted;
    struct packet sent;

    if (!rebuild(request, packet->ip.destination, &sent)) {
        return EVIDENCE_NONE;
    }
    switch (request->probe->type->family) {
    case FAMILY_ICMP:
        return compare_echo(quoted, &sent.ip);
    case FAMILY_TCP:
        return compare_tcp(quoted, &sent.ip);
    case FAMILY_UDP:
        return compare_udp(quoted, &sent.ip, request->probe->type->identify != NULL);
    }
    return EVIDENCE_NONE;
}

/* The attempt that matches best: by its checksum alone, another may by chance. */
static enum evidence match_echo(const struct probe_set *set,
                                const struct packet *packet, uint32_t target,
                                struct probe_request *request) {
    int probe = probe_set_find(set, FAMILY_ICMP, target, 0);
    enum evidence best = EVIDENCE_NONE;

    for (unsigned attempt = 1;
         probe != NO_PROBE && best != EVIDENCE_QUOTE && attempt <= set->attempts;
         attempt++) {
        struct probe_request tried =
            probe_set_request(set, target, (unsigned)probe, attempt);
        enum evidence evidence = compare(packet, &tried);

        if (evidence == EVIDENCE_QUOTE ||
            (evidence != EVIDENCE_NONE && best == EVIDENCE_NONE)) {
            best = evidence;
            *request = tried;
        }
    }
    return best;
}

static enum evidence match_ports(const struct probe_set *set,
                                 const struct packet *packet, enum family family,
                                 uint32_t target, struct probe_request *request) {
    const struct transport *transport = &packet->quoted.transport;

    if (transport->available < PORTS_END ||
        !identify_by_ports(set, family, target, transport->destination_port,
                           transport->source_port, request)) {
        return EVIDENCE_NONE;
    }
    return compare(packet, request);
}

static enum evidence match_target(const struct probe_set *set,
                                  const struct packet *packet, uint32_t target,
                                  struct probe_request *request) {
    switch (packet->quoted.protocol) {
    case PROTOCOL_ICMP:
        return match_echo(set, packet, target, request);
    case PROTOCOL_TCP:
        return match_ports(set, packet, FAMILY_TCP, target, request);
    case PROTOCOL_UDP:
        return match_ports(set, packet, FAMILY_UDP, target, request);
    default:
        return EVIDENCE_NONE;
    }
}

/* The quoted payload, if enough of it came back, names the target itself. */
static bool match_payload(const struct probe_set *set, const struct ipv4_packet *quoted,
                          struct probe_request *request) {
    struct span payload = quoted->transport.payload;

    switch (quoted->protocol) {
    case PROTOCOL_ICMP:
        return identify_by_payload(set, FAMILY_ICMP, payload, request);
    case PROTOCOL_UDP:
        return identify_by_payload(set, FAMILY_UDP, payload, request);
    default:
        return false;
    }
}

static bool match_sender(const struct probe_set *set, const struct packet *packet,
                         struct probe_request *request) {
    return match_target(set, packet, packet->ip.source, request) == EVIDENCE_QUOTE;
}

enum evidence quote_match(const struct probe_set *set, const struct packet *packet,
                          struct probe_request *request) {
    const struct ipv4_packet *quoted = &packet->quoted;
    struct probe_request by_destination;
    enum evidence evidence =
        match_target(set, packet, quoted->destination, &by_destination);

    if (evidence != EVIDENCE_QUOTE && match_payload(set, quoted, request)) {
        return EVIDENCE_QUOTE;
    }
    if (evidence != EVIDENCE_NONE) {
        *request = by_destination;
        return evidence;
    }
    return match_sender(set, packet, request) ? EVIDENCE_QUOTE : EVIDENCE_NONE;
}
