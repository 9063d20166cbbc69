/* SPDX-License-Identifier: MIT
 * Turns a probe into the packet that answers it, out of the probe's own bytes. */
#ifndef SIMNET_ANSWER_H
#define SIMNET_ANSWER_H

#include <stdbool.h>

#include "frame.h"
#include "probe.h"
#include "quote.h"
#include "words.h"

enum {
    DNS_NO_SUCH_NAME = 0x8183,     /* a response, and no such name: RFC 1035 4.1.1 */
    NTP_SERVER = 0x240206ec,       /* version 4 of a server, stratum 2: RFC 5905 7.3 */
    NTP_LENGTH = 48,               /* bytes */
    NTP_SECONDS = (int)0xdd57e900, /* 4 September 2017 */
    AT_NTP_REFERENCE = AT_PAYLOAD + 16,
    AT_NTP_ORIGIN = AT_PAYLOAD + 24,
    AT_NTP_RECEIVED = AT_PAYLOAD + 32,
    AT_NTP_SENT = AT_PAYLOAD + 40,
    INVALID_LENGTH = 14,
};

MODEL void answer_swap_ports(struct frame *frame) {
    uint16_t port = frame->halves[(PROBE_AT + AT_SOURCE_PORT) / 2];

    frame->halves[(PROBE_AT + AT_SOURCE_PORT) / 2] =
        frame->halves[(PROBE_AT + AT_DESTINATION_PORT) / 2];
    frame->halves[(PROBE_AT + AT_DESTINATION_PORT) / 2] = port;
}

/* Of the addresses, protocol and length that TCP and UDP sum as well. */
MODEL uint64_t answer_pseudo_sum(const struct frame *frame, uint32_t protocol,
                                 uint32_t length) {
    return (uint64_t)frame->words[(PROBE_AT + AT_SOURCE) / 4] +
           frame->words[(PROBE_AT + AT_DESTINATION) / 4] + swap16((uint16_t)protocol) +
           swap16((uint16_t)length);
}

MODEL struct extent answer_tcp(struct frame *frame, const struct word *word,
                               struct ip_fields fields) {
    uint32_t sequence = get32(frame, PROBE_AT + AT_SEQUENCE);
    uint32_t length = TCP_END - IP_HEADER;
    bool has_syn = (word->tcp_flags & TCP_SYN) != 0;
    bool has_ack = (word->tcp_flags & TCP_ACK) != 0;

    answer_swap_ports(frame);
    put32(frame, PROBE_AT + AT_SEQUENCE, has_syn ? ~sequence : 0);
    put32(frame, PROBE_AT + AT_ACKNOWLEDGEMENT,
          has_ack ? sequence + word->acknowledges : 0);
    frame->bytes[PROBE_AT + AT_TCP_OFFSET] = (uint8_t)(length / 4 << 4);
    frame->bytes[PROBE_AT + AT_TCP_FLAGS] = word->tcp_flags;
    put16(frame, PROBE_AT + AT_WINDOW, has_syn ? 0xffff : 0);
    put16(frame, PROBE_AT + AT_TCP_CHECKSUM, 0);
    put16(frame, PROBE_AT + AT_URGENT, 0);
    ip_write(frame, PROBE_AT, PROTOCOL_TCP, TCP_END, fields);
    frame->halves[(PROBE_AT + AT_TCP_CHECKSUM) / 2] =
        checksum_of(answer_pseudo_sum(frame, PROTOCOL_TCP, length) +
                    frame_sum(frame, PROBE_AT + IP_HEADER, length));
    return (struct extent){PROBE_AT, TCP_END};
}

/* What the client sent as the time it transmits at comes back as the origin. */
MODEL uint32_t answer_ntp(struct frame *frame) {
    put32(frame, PROBE_AT + AT_PAYLOAD, NTP_SERVER);
    for (uint32_t i = 4; i < 16; i += 4) {
        put32(frame, PROBE_AT + AT_PAYLOAD + i, 0);
    }
    put32(frame, PROBE_AT + AT_NTP_ORIGIN, get32(frame, PROBE_AT + AT_NTP_SENT));
    put32(frame, PROBE_AT + AT_NTP_ORIGIN + 4,
          get32(frame, PROBE_AT + AT_NTP_SENT + 4));
    for (uint32_t i = 0; i < 3; i++) {
        uint32_t at = i == 0   ? PROBE_AT + AT_NTP_REFERENCE
                      : i == 1 ? PROBE_AT + AT_NTP_RECEIVED
                               : PROBE_AT + AT_NTP_SENT;
        put32(frame, at, (uint32_t)NTP_SECONDS);
        put32(frame, at + 4, 0);
    }
    return AT_PAYLOAD + NTP_LENGTH;
}

/* Neither DNS nor NTP. */
MODEL uint32_t answer_nonsense(struct frame *frame) {
    put32(frame, PROBE_AT + AT_PAYLOAD, 0x57686174);      /* What */
    put32(frame, PROBE_AT + AT_PAYLOAD + 4, 0x20776173);  /*  was */
    put32(frame, PROBE_AT + AT_PAYLOAD + 8, 0x20746861);  /*  tha */
    put32(frame, PROBE_AT + AT_PAYLOAD + 12, 0x743f0000); /* t? */
    return AT_PAYLOAD + INVALID_LENGTH;
}

MODEL struct extent answer_udp(struct frame *frame, uint32_t length,
                               const struct word *word, struct ip_fields fields) {
    answer_swap_ports(frame);
    if (word->kind == KIND_UDP_INVALID) {
        length = answer_nonsense(frame);
    } else if (word->probe == PROBE_NTP) {
        length = answer_ntp(frame);
    } else {
        put16(frame, PROBE_AT + AT_PAYLOAD + 2, DNS_NO_SUCH_NAME);
    }
    put16(frame, PROBE_AT + AT_UDP_LENGTH, length - IP_HEADER);
    put16(frame, PROBE_AT + AT_UDP_CHECKSUM, 0);
    frame_end(frame, PROBE_AT + length);
    ip_write(frame, PROBE_AT, PROTOCOL_UDP, length, fields);
    frame->halves[(PROBE_AT + AT_UDP_CHECKSUM) / 2] =
        checksum_of(answer_pseudo_sum(frame, PROTOCOL_UDP, length - IP_HEADER) +
                    frame_sum(frame, PROBE_AT + IP_HEADER, length - IP_HEADER));
    return (struct extent){PROBE_AT, length};
}

MODEL struct extent answer_echo(struct frame *frame, uint32_t length,
                                struct ip_fields fields) {
    put16(frame, PROBE_AT + IP_HEADER, 0); /* type and code of an echo reply */
    put16(frame, PROBE_AT + AT_ICMP_CHECKSUM, 0);
    frame_end(frame, PROBE_AT + length);
    ip_write(frame, PROBE_AT, PROTOCOL_ICMP, length, fields);
    frame->halves[(PROBE_AT + AT_ICMP_CHECKSUM) / 2] =
        checksum_of(frame_sum(frame, PROBE_AT + IP_HEADER, length - IP_HEADER));
    return (struct extent){PROBE_AT, length};
}

/* The probe is at PROBE_AT, `length` bytes from AT_PAYLOAD to PROBE_MAX. */
MODEL struct extent answer(struct frame *frame, uint32_t length,
                           const struct word *word, uint32_t responder) {
    struct ip_fields fields = {
        .source = responder,
        .destination = get32(frame, PROBE_AT + AT_SOURCE),
        .ttl = word->ttl,
    };

    switch (word->kind) {
    case KIND_ICMP_ERROR:
        return quote(frame, length, word, fields);
    case KIND_UDP_VALID:
    case KIND_UDP_INVALID:
        return answer_udp(frame, length, word, fields);
    case KIND_ECHO_REPLY:
        return answer_echo(frame, length, fields);
    default:
        return answer_tcp(frame, word, fields);
    }
}

#endif
