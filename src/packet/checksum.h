/* SPDX-License-Identifier: MIT
 * The Internet checksum (RFC 1071). */
#ifndef PACKET_CHECKSUM_H
#define PACKET_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/* One's complement sum, not yet folded; add parts up, then finish. Each part but the
 * last has an even length. */
uint64_t checksum_add(uint64_t sum, const uint8_t *bytes, size_t length);

/* What a sum comes to if its bytes begin in the middle of a word. */
uint64_t checksum_swap(uint64_t sum);

/* Folds until no carry is left and takes the complement. */
uint16_t checksum_finish(uint64_t sum);

#endif
