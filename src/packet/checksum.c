/* SPDX-License-Identifier: MIT
 * Sums 16-bit words; folding once is wrong for sums whose fold carries again. */
#include "packet/checksum.h"

uint64_t checksum_add(uint64_t sum, const uint8_t *bytes, size_t length) {
    size_t i;

    for (i = 0; i + 1 < length; i += 2) {
        sum += (uint64_t)bytes[i] << 8 | bytes[i + 1];
    }
    if (i < length) {
        sum += (uint64_t)bytes[i] << 8;
    }
    return sum;
}

uint16_t checksum_finish(uint64_t sum) {
    while (sum >> 16 != 0) {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    return (uint16_t)~sum;
}
