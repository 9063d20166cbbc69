/* SPDX-License-Identifier: MIT
 * Writes crafted and changed frames into a savefile, and what our parser says of each
 * to the standard output, a line each, so that another parser can be compared.
 *
 *   describe_frames FILE LINK_TYPE COUNT SEED */
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>

#include "craft.h"
#include "dice.h"
#include "fuzz.h"
#include "packet/headers.h"
#include "packet/parse.h"
#include "worlds.h"

enum { SNAPLEN = 65535 };

static const char *const statuses[] = {
    [PARSE_OK] = "ok",
    [PARSE_MALFORMED] = "malformed",
    [PARSE_FRAGMENT] = "fragment",
    [PARSE_OTHER_PROTOCOL] = "other_protocol",
};

/* The first bytes of a transport header that a field ends at; what is not there is not
 * said. */
static void say(const struct transport *transport, const char *layer, const char *field,
                size_t end, uint32_t value) {
    if (transport->available >= end) {
        printf(" %s.%s=%u", layer, field, value);
    }
}

static void say_transport(const struct ipv4_packet *ip, const char *layer) {
    const struct transport *transport = &ip->transport;

    switch (ip->protocol) {
    case PROTOCOL_TCP:
        say(transport, layer, "tcp.srcport", 2, transport->source_port);
        say(transport, layer, "tcp.dstport", 4, transport->destination_port);
        say(transport, layer, "tcp.seq_raw", 8, transport->sequence);
        say(transport, layer, "tcp.ack_raw", 12, transport->acknowledgement);
        say(transport, layer, "tcp.flags", 14, transport->tcp_flags);
        break;
    case PROTOCOL_UDP:
        say(transport, layer, "udp.srcport", 2, transport->source_port);
        say(transport, layer, "udp.dstport", 4, transport->destination_port);
        say(transport, layer, "udp.checksum", 8, transport->checksum);
        say(transport, layer, "udp.payload", 8, (uint32_t)transport->payload.length);
        break;
    case PROTOCOL_ICMP:
        say(transport, layer, "icmp.type", 1, transport->icmp_type);
        say(transport, layer, "icmp.code", 2, transport->icmp_code);
        say(transport, layer, "icmp.checksum", 4, transport->checksum);
        say(transport, layer, "icmp.ident", 6, transport->id);
        say(transport, layer, "icmp.seq", 8, transport->sequence);
        break;
    default:
        break;
    }
}

static void say_ip(const struct ipv4_packet *ip, const char *layer) {
    printf(" %s.ip.src=%u %s.ip.dst=%u %s.ip.proto=%u %s.ip.ttl=%u %s.ip.id=%u", layer,
           ip->source, layer, ip->destination, layer, ip->protocol, layer, ip->ttl,
           layer, ip->id);
}

static void describe(int link_type, const uint8_t *frame, size_t length) {
    struct packet packet;
    struct span ipv4;

    if (!parse_link(link_type, (struct span){frame, length}, &ipv4)) {
        puts("status=no_ipv4");
        return;
    }
    enum parse_status status = parse_ipv4(ipv4, &packet);
    printf("status=%s", statuses[status]);
    if (status != PARSE_MALFORMED) {
        say_ip(&packet.ip, "outer");
    }
    if (status == PARSE_OK) {
        say_transport(&packet.ip, "outer");
    }
    if (packet.has_quote) {
        say_ip(&packet.quoted, "quoted");
        say_transport(&packet.quoted, "quoted");
    }
    putchar('\n');
}

/* Every other frame gets up to four of its bytes changed, and may lose its end. */
static size_t change(struct dice *dice, uint8_t *frame, size_t length) {
    uint64_t changes = dice_one_in(dice, 2) ? 1 + dice_below(dice, 4) : 0;

    for (uint64_t i = 0; i < changes && length > 0; i++) {
        frame[dice_below(dice, length < 64 ? length : 64)] = (uint8_t)dice_next(dice);
        length = dice_one_in(dice, 8) ? dice_below(dice, length + 1) : length;
    }
    return length;
}

int main(int argc, char **argv) {
    fuzz_require(argc == 5, "usage: describe_frames FILE LINK_TYPE COUNT SEED");
    int link_type = atoi(argv[2]);
    long count = atol(argv[3]);
    struct dice dice = {(uint64_t)atol(argv[4])};
    pcap_t *dead = pcap_open_dead(link_type, SNAPLEN);
    pcap_dumper_t *dumper = pcap_dump_open(dead, argv[1]);

    fuzz_require(dumper != NULL, pcap_geterr(dead));
    for (long i = 0; i < count; i++) {
        uint8_t frame[CRAFT_FRAME_MAX];
        const struct probe_set *set =
            worlds_get((uint8_t)(dice_below(&dice, FUZZ_WORLDS) * FUZZ_LINK_TYPES));
        size_t length = change(&dice, frame, craft_frame(&dice, set, link_type, frame));
        const struct pcap_pkthdr header = {.caplen = (bpf_u_int32)length,
                                           .len = (bpf_u_int32)length};

        pcap_dump((u_char *)dumper, &header, frame);
        describe(link_type, frame, length);
    }
    pcap_dump_close(dumper);
    pcap_close(dead);
    return EXIT_SUCCESS;
}
