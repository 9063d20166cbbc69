/* SPDX-License-Identifier: MIT
 * The frames of the bare loops: SYNs to port 80 of addresses of 10.0.0.0/8, without
 * what only a real scanner has to compute. */
#ifndef BENCHMARK_BARE_FRAMES_H
#define BENCHMARK_BARE_FRAMES_H

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <netinet/ether.h>
#include <stdint.h>
#include <string.h>

enum { BARE_FRAME_MIN = ETH_HLEN + 40, BARE_DESTINATION_AT = ETH_HLEN + 16 };

/* `bytes` has room for `size`, at least BARE_FRAME_MIN. */
static inline void bare_frame_fill(uint8_t *bytes, size_t size,
                                   const struct ether_addr *destination) {
    static const uint8_t ip[] = {0x45, 0, 0, 0,   0, 0, 0, 0, 64,
                                 6,    0, 0, 192, 0, 2, 2, 10};
    static const uint8_t tcp[] = {0xc0, 0, 0, 80, 0, 0, 0, 1, 0, 0, 0, 0, 0x50, 2};
    uint16_t length = htons((uint16_t)(size - ETH_HLEN));

    memset(bytes, 0, size);
    memcpy(bytes, destination, ETH_ALEN);
    bytes[12] = 0x08; /* IPv4 */
    memcpy(bytes + ETH_HLEN, ip, sizeof(ip));
    memcpy(bytes + ETH_HLEN + 2, &length, sizeof(length));
    memcpy(bytes + ETH_HLEN + 20, tcp, sizeof(tcp));
}

/* Aims a frame at the next of 2^bits addresses, in no order. */
static inline void bare_frame_aim(uint8_t *bytes, uint32_t *state, unsigned bits) {
    *state = *state * 1664525U + 1013904223U;
    uint32_t address = htonl(10U << 24 | *state >> (32 - bits));

    memcpy(bytes + BARE_DESTINATION_AT, &address, sizeof(address));
}

#endif
