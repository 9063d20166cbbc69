/* SPDX-License-Identifier: MIT
 * Makes ICMP errors: grows the packet at its head, and changes what it quotes as
 * routers, translators and odd stacks do. */
#ifndef SIMNET_QUOTE_H
#define SIMNET_QUOTE_H

#include "frame.h"
#include "probe.h"
#include "words.h"

enum {
    ICMP_HEADER = 8,
    QUOTE_PADDED_LENGTH = 128,  /* bytes: RFC 4884 5.1 */
    EXTENSION_LENGTH = 12,      /* header, and one object with a label */
    EXTENSION_VERSION = 0x2000, /* RFC 4884 7 */
    AT_EXTENSION = PROBE_AT + QUOTE_PADDED_LENGTH,
    OPTIONS_LENGTH = 4,
    OPTIONS_VERSION = 0x46,            /* version 4, header of six words */
    ROUTER_ALERT = (int)0x94040000,    /* RFC 2113 */
    NAT_DESTINATION = (int)0xc0a80102, /* 192.168.1.2 */
    DONT_FRAGMENT = 0x4000,
};

struct ip_fields {
    uint32_t source;
    uint32_t destination;
    uint8_t ttl;
};

/* Writes a header, with its checksum. */
MODEL void ip_write(struct frame *frame, uint32_t at, uint32_t protocol,
                    uint32_t length, struct ip_fields fields) {
    put16(frame, at, WITHOUT_OPTIONS << 8);
    put16(frame, at + AT_LENGTH, length);
    put16(frame, at + AT_ID, 0);
    put16(frame, at + AT_ID + 2, DONT_FRAGMENT);
    put16(frame, at + AT_TTL, (uint32_t)fields.ttl << 8 | protocol);
    put16(frame, at + AT_CHECKSUM, 0);
    put32(frame, at + AT_SOURCE, fields.source);
    put32(frame, at + AT_DESTINATION, fields.destination);
    frame->halves[(at + AT_CHECKSUM) / 2] =
        checksum_of(frame_sum(frame, at, IP_HEADER));
}

MODEL void quote_rewrite(struct frame *frame, uint32_t rewritten) {
    if (rewritten & QUOTE_TTL) {
        frame->bytes[PROBE_AT + AT_TTL] = 1;
    }
    if (rewritten & QUOTE_TOS) {
        frame->bytes[PROBE_AT + AT_TOS] ^= 0x28;
    }
    if (rewritten & QUOTE_ID) {
        frame->halves[(PROBE_AT + AT_ID) / 2] ^= 0x5aa5;
    }
    if (rewritten & QUOTE_LENGTH) { /* without the header, as some stacks have it */
        put16(frame, PROBE_AT + AT_LENGTH,
              (uint32_t)get16(frame, PROBE_AT + AT_LENGTH) - IP_HEADER);
    }
    if (rewritten & QUOTE_CHECKSUM) {
        put16(frame, PROBE_AT + AT_CHECKSUM, 0);
    }
    if (rewritten & QUOTE_NAT) {
        put32(frame, PROBE_AT + AT_DESTINATION, (uint32_t)NAT_DESTINATION);
    }
    if (rewritten & QUOTE_PORT) {
        frame->halves[(PROBE_AT + AT_SOURCE_PORT) / 2] ^= 0x1111;
    }
}

/* Adds zeros up to QUOTE_PADDED_LENGTH; what follows the last byte in its word is 0. */
MODEL void quote_pad(struct frame *frame, uint32_t length) {
    for (uint32_t i = 0; i < QUOTE_PADDED_LENGTH / 4; i++) {
        if (4 * i >= length) {
            frame->words[PROBE_AT / 4 + i] = 0;
        }
    }
}

/* One MPLS label (RFC 4950). */
MODEL void quote_extend(struct frame *frame) {
    put16(frame, AT_EXTENSION, EXTENSION_VERSION);
    put16(frame, AT_EXTENSION + 2, 0);
    put16(frame, AT_EXTENSION + 4, EXTENSION_LENGTH - 4);
    put16(frame, AT_EXTENSION + 6, 0x0101);
    put32(frame, AT_EXTENSION + 8, 0x003e8101); /* label 1000, last, TTL 1 */
    frame->halves[(AT_EXTENSION + 2) / 2] =
        checksum_of(frame_sum(frame, AT_EXTENSION, EXTENSION_LENGTH));
}

/* The quoted header moves towards the head and makes room for an option. */
MODEL void quote_add_options(struct frame *frame) {
    for (uint32_t i = 0; i < IP_HEADER / 4; i++) {
        frame->words[(PROBE_AT - OPTIONS_LENGTH) / 4 + i] =
            frame->words[PROBE_AT / 4 + i];
    }
    put32(frame, PROBE_AT + IP_HEADER - OPTIONS_LENGTH, (uint32_t)ROUTER_ALERT);
    frame->bytes[PROBE_AT - OPTIONS_LENGTH] = OPTIONS_VERSION;
    put16(frame, PROBE_AT - OPTIONS_LENGTH + AT_LENGTH,
          get16(frame, PROBE_AT - OPTIONS_LENGTH + AT_LENGTH) + OPTIONS_LENGTH);
}

/* `at` is where the quote begins, `length` all that follows the ICMP header. */
MODEL struct extent quote_finish(struct frame *frame, uint32_t at, uint32_t length,
                                 const struct word *word, struct ip_fields fields) {
    uint32_t icmp = at - ICMP_HEADER;
    uint32_t start = icmp - IP_HEADER;

    put16(frame, icmp, (uint32_t)word->icmp_type << 8 | word->icmp_code);
    put16(frame, icmp + 2, 0);
    put32(frame, icmp + 4,
          word->rewritten & QUOTE_EXTENDED ? QUOTE_PADDED_LENGTH / 4 << 16 : 0);
    frame->halves[(icmp + 2) / 2] =
        checksum_of(frame_sum(frame, icmp, ICMP_HEADER + length));
    length += IP_HEADER + ICMP_HEADER;
    ip_write(frame, start, PROTOCOL_ICMP, length, fields);
    return (struct extent){start, length};
}

MODEL struct extent quote(struct frame *frame, uint32_t length, const struct word *word,
                          struct ip_fields fields) {
    uint32_t quoted = IP_HEADER + (uint32_t)word->quoted;

    if (length > quoted) {
        length = quoted;
    }
    quote_rewrite(frame, word->rewritten);
    if (word->rewritten & (QUOTE_PADDED | QUOTE_EXTENDED)) {
        if (length > QUOTE_PADDED_LENGTH) {
            length = QUOTE_PADDED_LENGTH;
        }
        frame_end(frame, PROBE_AT + length);
        quote_pad(frame, length);
        length = QUOTE_PADDED_LENGTH;
        if (word->rewritten & QUOTE_EXTENDED) {
            quote_extend(frame);
            length += EXTENSION_LENGTH;
        }
    }
    frame_end(frame, PROBE_AT + length);
    if (word->rewritten & QUOTE_OPTIONS) {
        quote_add_options(frame);
        return quote_finish(frame, PROBE_AT - OPTIONS_LENGTH, length + OPTIONS_LENGTH,
                            word, fields);
    }
    return quote_finish(frame, PROBE_AT, length, word, fields);
}

#endif
