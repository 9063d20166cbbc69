/* SPDX-License-Identifier: MIT
 * A packet in a buffer with room at its head, and the checksums over its parts.
 *
 * Like all of the model (frame.h, words.h, probe.h, draw.h, answer.h, quote.h) this is
 * compiled twice: for the machine, and for the kernel's verifier, which must see that
 * no access leaves the buffer. So offsets are constants, and lengths are bounded. */
#ifndef SIMNET_FRAME_H
#define SIMNET_FRAME_H

#include <stdint.h>

#define MODEL static inline __attribute__((always_inline, unused))

enum {
    FRAME_SIZE = 512,
    PROBE_AT = 64, /* its IPv4 header; what an answer adds at the head goes before */
    PROBE_MAX = FRAME_SIZE - PROBE_AT - 16, /* bytes of a probe; longer ones are none */
    LINK_HEADER = 14,                       /* Ethernet's */
    IP_HEADER = 20,                         /* without options */
};

struct frame {
    union {
        uint8_t bytes[FRAME_SIZE];
        uint16_t halves[FRAME_SIZE / 2];
        uint32_t words[FRAME_SIZE / 4];
    };
};

/* Where in a frame a packet is, from its IPv4 header on. */
struct extent {
    uint32_t start;
    uint32_t length;
};

/* To the order of the network, or from it. */
MODEL uint16_t swap16(uint16_t value) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return __builtin_bswap16(value);
#else
    return value;
#endif
}

MODEL uint32_t swap32(uint32_t value) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return __builtin_bswap32(value);
#else
    return value;
#endif
}

MODEL uint16_t get16(const struct frame *frame, uint32_t at) {
    return swap16(frame->halves[at / 2]);
}

MODEL uint32_t get32(const struct frame *frame, uint32_t at) {
    return swap32(frame->words[at / 4]);
}

MODEL void put16(struct frame *frame, uint32_t at, uint32_t value) {
    frame->halves[at / 2] = swap16((uint16_t)value);
}

MODEL void put32(struct frame *frame, uint32_t at, uint32_t value) {
    frame->words[at / 4] = swap32(value);
}

/* A number that indexes a frame: lets the verifier see it bounded, whatever the
 * compiler made of checks before. */
MODEL uint32_t frame_bound(uint32_t number) {
#ifdef __bpf__
    __asm__ volatile("" : "+r"(number));
    return number & (FRAME_SIZE - 1);
#else
    return number;
#endif
}

/* Zeros after the end of a packet, so that it can be summed by words. */
MODEL void frame_end(struct frame *frame, uint32_t end) {
    for (uint32_t i = 0; i < 3; i++) {
        frame->bytes[frame_bound(end + i)] = 0;
    }
}

/* Writes the link header of IPv4 packets from the gateway to the scanner (wire.c). */
MODEL void frame_link(struct frame *frame, uint32_t at) {
    static const uint8_t header[LINK_HEADER] = {2, 0, 0, 0, 0, 2, 2,
                                                0, 0, 0, 0, 1, 8, 0};

    for (uint32_t i = 0; i < LINK_HEADER; i++) {
        frame->bytes[at + i] = header[i];
    }
}

/* Of `length` bytes from `at` on, which is a multiple of four: their ones' complement
 * sum (RFC 1071), not yet folded. The order of bytes does not matter to it. */
MODEL uint64_t frame_sum(const struct frame *frame, uint32_t at, uint32_t length) {
    uint64_t sum = 0;

    for (uint32_t i = 0; i < (FRAME_SIZE - PROBE_AT) / 4; i++) {
        if (4 * i >= length) {
            break;
        }
        sum += frame->words[at / 4 + i];
    }
    return sum;
}

/* Ready to be stored. Never 0, which in UDP says that there is none (RFC 768). */
MODEL uint16_t checksum_of(uint64_t sum) {
    sum = (sum & 0xffffffff) + (sum >> 32);
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    uint16_t complement = (uint16_t)~sum;

    return complement == 0 ? 0xffff : complement;
}

#endif
