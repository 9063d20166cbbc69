/* SPDX-License-Identifier: MIT
 * IPv4 addresses as host-order integers, and ranges of them. */
#ifndef BASE_ADDRESS_H
#define BASE_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ADDRESS_TEXT_SIZE = 16 }; /* "255.255.255.255" and its end */

/* Both ends belong to the range; first <= last. */
struct address_range {
    uint32_t first;
    uint32_t last;
};

/* What a text that should name addresses turned out to be. */
enum address_status {
    ADDRESS_OK,
    ADDRESS_MALFORMED,  /* not a dotted quad, CIDR block or range */
    ADDRESS_IPV6,       /* has colons: IPv6 is not scanned */
    ADDRESS_BAD_PREFIX, /* prefix length outside 0..32 */
    ADDRESS_BACKWARDS   /* the range ends before it begins */
};

/* Reads exactly one dotted quad of decimal octets, nothing before or after it. */
bool address_parse(const char *text, uint32_t *address);

/* Reads "a.b.c.d", "a.b.c.d/len" or "a.b.c.d-e.f.g.h"; a block is whole whichever of
 * its addresses is given, as in zmap and nmap. */
enum address_status address_range_parse(const char *text, struct address_range *range);

/* Says what is wrong and what would be right, in a few words; "" for ADDRESS_OK. */
const char *address_status_text(enum address_status status);

/* How many bits vary in the largest block, 0..32, that begins at the first address of
 * the range and has none behind its last. */
unsigned address_block_bits(struct address_range range);

/* Writes the dotted quad into text, at least ADDRESS_TEXT_SIZE bytes; returns text. */
char *address_format(uint32_t address, char *text);

#endif
