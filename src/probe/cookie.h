/* SPDX-License-Identifier: MIT
 * The keyed bits that each probe carries and that its replies bring back. */
#ifndef PROBE_COOKIE_H
#define PROBE_COOKIE_H

#include <stdint.h>

struct hash_key;

/* All bits depend on key, target, probe and attempt. */
struct cookie {
    uint32_t tag; /* TCP sequence number, ICMP id and sequence, part of payloads */
    uint16_t ip_id;
    uint16_t port_bits; /* decide the source port */
};

struct cookie cookie_make(const struct hash_key *key, uint32_t target, unsigned probe,
                          unsigned attempt);

#endif
