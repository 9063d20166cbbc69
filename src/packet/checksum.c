/* SPDX-License-Identifier: MIT
 * Sums 16-bit words; folding once is wrong for sums whose fold carries again. */
#include "packet/checksum.h"

/* Words of 32 bits sum up to the same: 2^16 is 1 modulo 2^16 - 1. */
uint64_t checksum_add(uint64_t sum, const uint8_t *bytes, size_t length) {
    size_t i;

    for (i = 0; i + 3 < length; i += 4) {
        sum += (uint64_t)bytes[i] << 24 | (uint64_t)bytes[i + 1] << 16 |
               (uint64_t)bytes[i + 2] << 8 | bytes[i + 3];
    }
    for (; i + 1 < length; i += 2) {
        sum += (uint64_t)bytes[i] << 8 | bytes[i + 1];
    }
    if (i < length) {
        sum += (uint64_t)bytes[i] << 8;
    }
    return sum;
}

static uint16_t fold(uint64_t sum) {
    while (sum >> 16 != 0) {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    return (uint16_t)sum;
}

uint64_t checksum_swap(uint64_t sum) {
    uint16_t folded = fold(sum);

    return (uint64_t)(folded & 0xff) << 8 | folded >> 8;
}

uint16_t checksum_finish(uint64_t sum) {
    return (uint16_t)~fold(sum);
}
