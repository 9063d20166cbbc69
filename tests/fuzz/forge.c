/* SPDX-License-Identifier: MIT
 * Packets are made as the parser leaves them: what bytes they come from is tested
 * elsewhere, and billions of them must be made. */
#include "forge.h"

#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "fuzz.h"
#include "packet/headers.h"

enum { ELSEWHERE = 0xcb007101, NTP_PORT = 123 };
enum { DNS_FLAGS_AT = 2, DNS_LABEL_AT = 12, NTP_ORIGIN_AT = 24, NTP_TRANSMIT_AT = 40 };
enum { NTP_SERVER = 0x24, NTP_CLIENT = 0x23 };

void forger_init(struct forger *forger, const struct probe_set *set, uint32_t target,
                 unsigned probe, unsigned attempt) {
    struct writer writer;

    memset(forger, 0, sizeof(*forger));
    forger->set = set;
    forger->request = probe_set_request(set, target, probe, attempt);
    writer_init(&writer, forger->sent, sizeof(forger->sent));
    probe_set_build(&forger->request, &writer);
    forger->sent_length = writer_length(&writer);
    fuzz_require(parse_ipv4((struct span){forger->sent, forger->sent_length},
                            &forger->probe) == PARSE_OK,
                 "a probe is a packet");
}

static struct transport *begin(struct forger *forger, uint32_t source,
                               enum ip_protocol protocol) {
    forger->packet.has_quote = false;
    forger->packet.ip = (struct ipv4_packet){.source = source,
                                             .destination = forger->set->source,
                                             .ttl = 64,
                                             .protocol = (uint8_t)protocol};
    return &forger->packet.ip.transport;
}

static struct transport *begin_reply(struct forger *forger, enum ip_protocol protocol) {
    struct transport *transport =
        begin(forger, forger->request.ip.destination, protocol);

    transport->source_port = forger->request.destination_port;
    transport->destination_port = forger->request.source_port;
    return transport;
}

void forge_reset_port(struct forger *forger, uint32_t guess) {
    struct transport *tcp = begin_reply(forger, PROTOCOL_TCP);

    tcp->tcp_flags = TCP_RST;
    tcp->destination_port = (uint16_t)guess;
}

void forge_message_port(struct forger *forger, uint32_t guess) {
    begin_reply(forger, PROTOCOL_UDP)->destination_port = (uint16_t)guess;
}

void forge_syn_ack(struct forger *forger, uint32_t guess) {
    struct transport *tcp = begin_reply(forger, PROTOCOL_TCP);

    tcp->tcp_flags = TCP_SYN | TCP_ACK;
    tcp->acknowledgement = guess;
}

void forge_rst_ack(struct forger *forger, uint32_t guess) {
    forge_syn_ack(forger, guess);
    forger->packet.ip.transport.tcp_flags = TCP_RST | TCP_ACK;
}

static void write_number(struct forger *forger, size_t at, uint32_t number) {
    struct writer writer;

    writer_init(&writer, forger->payload + at, sizeof(uint32_t));
    write_u32(&writer, number);
}

static void set_payload(struct forger *forger, size_t length) {
    forger->packet.ip.transport.payload = (struct span){forger->payload, length};
}

void forge_echo_header(struct forger *forger, uint32_t guess) {
    struct transport *icmp = begin_reply(forger, PROTOCOL_ICMP);

    icmp->icmp_type = ICMP_ECHO_REPLY;
    icmp->id = (uint16_t)(guess >> 16);
    icmp->sequence = (uint16_t)guess;
}

static void write_echo_payload(struct forger *forger, uint32_t tag) {
    write_number(forger, 0, forger->request.ip.destination);
    write_number(forger, 4, tag);
    write_number(forger, 8, forger->request.attempt);
    set_payload(forger, 12);
}

void forge_echo_both(struct forger *forger, uint32_t guess) {
    forge_echo_header(forger, guess);
    write_echo_payload(forger, ~guess);
}

void forge_echo_elsewhere(struct forger *forger, uint32_t guess) {
    begin(forger, ELSEWHERE, PROTOCOL_ICMP)->icmp_type = ICMP_ECHO_REPLY;
    write_echo_payload(forger, guess);
}

static void write_label(struct forger *forger, uint32_t tag) {
    static const char digits[] = "0123456789abcdef";
    uint64_t name = (uint64_t)forger->request.ip.destination << 32 | tag;

    forger->payload[DNS_LABEL_AT] = 16;
    for (int i = 0; i < 16; i++) {
        forger->payload[DNS_LABEL_AT + 1 + i] =
            (uint8_t)digits[name >> (60 - 4 * i) & 15];
    }
}

void forge_dns(struct forger *forger, uint32_t guess) {
    begin(forger, ELSEWHERE, PROTOCOL_UDP);
    forger->payload[DNS_FLAGS_AT] = 0x80;
    write_label(forger, guess);
    set_payload(forger, DNS_LABEL_AT + 17);
}

void forge_ntp(struct forger *forger, uint32_t guess) {
    begin(forger, ELSEWHERE, PROTOCOL_UDP);
    forger->payload[0] = NTP_SERVER;
    write_number(forger, NTP_ORIGIN_AT, forger->request.ip.destination);
    write_number(forger, NTP_ORIGIN_AT + 4, guess);
    set_payload(forger, NTP_MESSAGE_SIZE);
}

/* The tag of the NTP probe to the same target. */
static uint32_t ntp_tag(const struct forger *forger) {
    const struct probe_request *asked = &forger->request;
    int probe = probe_set_find(forger->set, FAMILY_UDP, 0, NTP_PORT);

    fuzz_require(probe != NO_PROBE, "NTP is asked");
    return probe_set_request(forger->set, asked->ip.destination, (unsigned)probe,
                             asked->attempt)
        .cookie.tag;
}

/* The NTP tag is numbered so that it is hit by the complement of what hits DNS's. */
void forge_dns_and_ntp(struct forger *forger, uint32_t guess) {
    uint32_t distance = forger->request.cookie.tag ^ ntp_tag(forger);

    begin(forger, ELSEWHERE, PROTOCOL_UDP);
    forger->payload[0] = NTP_CLIENT;
    write_label(forger, guess);
    write_number(forger, NTP_TRANSMIT_AT, forger->request.ip.destination);
    write_number(forger, NTP_TRANSMIT_AT + 4, ~guess ^ distance);
    set_payload(forger, NTP_MESSAGE_SIZE);
}

/* Neither the ID that was sent nor, as some stacks quote it, its bytes swapped. */
static uint16_t other_id(uint16_t id) {
    uint16_t other = (uint16_t)(id + 1);

    return other == (uint16_t)(id << 8 | id >> 8) ? (uint16_t)(id + 2) : other;
}

/* An error about the probe, with nothing but its ports. */
static struct ipv4_packet *begin_quote(struct forger *forger, size_t available) {
    struct ipv4_packet *quoted = &forger->packet.quoted;

    begin(forger, ELSEWHERE, PROTOCOL_ICMP)->icmp_type = ICMP_UNREACHABLE;
    forger->packet.has_quote = true;
    *quoted = (struct ipv4_packet){.source = forger->set->source,
                                   .destination = forger->request.ip.destination,
                                   .id = other_id(forger->request.ip.id),
                                   .protocol = forger->probe.ip.protocol};
    quoted->transport = forger->probe.ip.transport;
    quoted->transport.available = available;
    quoted->transport.payload = (struct span){NULL, 0};
    quoted->transport.sequence = ~quoted->transport.sequence;
    return quoted;
}

void forge_quoted_port(struct forger *forger, uint32_t guess) {
    begin_quote(forger, 4)->transport.source_port = (uint16_t)guess;
}

void forge_sender_port(struct forger *forger, uint32_t guess) {
    struct ipv4_packet *quoted = begin_quote(forger, 4);

    quoted->transport.source_port = (uint16_t)guess;
    quoted->destination = ELSEWHERE;
    forger->packet.ip.source = forger->request.ip.destination;
}

void forge_quoted_tag(struct forger *forger, uint32_t guess) {
    struct transport *transport = &begin_quote(forger, 8)->transport;

    if (forger->packet.quoted.protocol == PROTOCOL_ICMP) {
        transport->checksum = (uint16_t)~transport->checksum;
        transport->id = (uint16_t)(guess >> 16);
        transport->sequence = (uint16_t)guess;
    } else {
        transport->sequence = guess;
    }
}

void forge_quoted_id(struct forger *forger, uint32_t guess) {
    begin_quote(forger, 4)->id = (uint16_t)guess;
}

void forge_sender_id(struct forger *forger, uint32_t guess) {
    struct ipv4_packet *quoted = begin_quote(forger, 4);

    quoted->id = (uint16_t)guess;
    quoted->destination = ELSEWHERE;
    forger->packet.ip.source = forger->request.ip.destination;
}

void forge_quoted_sum(struct forger *forger, uint32_t guess) {
    bool is_echo = forger->probe.ip.protocol == PROTOCOL_ICMP;

    begin_quote(forger, is_echo ? 4 : 8)->transport.checksum = (uint16_t)guess;
}

void forge_quoted_sum_and_id(struct forger *forger, uint32_t guess) {
    struct ipv4_packet *quoted = begin_quote(forger, 4);

    quoted->transport.checksum = (uint16_t)(guess >> 16);
    quoted->id = (uint16_t)guess;
}

void forge_quoted_payload(struct forger *forger, uint32_t guess) {
    struct transport *outer = &forger->packet.ip.transport;
    struct ipv4_packet *quoted = begin_quote(forger, 0);

    quoted->destination = ELSEWHERE;
    if (quoted->protocol == PROTOCOL_ICMP) {
        write_echo_payload(forger, guess);
    } else {
        write_label(forger, guess);
        set_payload(forger, DNS_LABEL_AT + 17);
    }
    quoted->transport.payload = outer->payload;
    outer->payload = (struct span){NULL, 0};
}

uint32_t secret_tag(const struct forger *forger) {
    return forger->request.cookie.tag;
}

uint32_t secret_ack(const struct forger *forger) {
    return forger->request.cookie.tag + 1;
}

uint32_t secret_id(const struct forger *forger) {
    return forger->request.ip.id;
}

uint32_t secret_sum(const struct forger *forger) {
    return forger->probe.ip.transport.checksum;
}

void forger_set_port(struct forger *forger, uint16_t port) {
    if (forger->packet.has_quote) {
        forger->packet.quoted.transport.source_port = port;
    } else {
        forger->packet.ip.transport.destination_port = port;
    }
}
