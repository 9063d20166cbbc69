/* SPDX-License-Identifier: MIT
 * Asks for link addresses by ARP (RFC 826). */
#ifndef WIRE_ARP_H
#define WIRE_ARP_H

#include <stdbool.h>
#include <stdint.h>

#include "wire/interface.h"

struct error;

/* Called for each answer; the address is one that somebody on the link claims. */
typedef void arp_answer_fn(void *context, uint32_t address, const struct mac *mac);

struct arp;

/* Needs CAP_NET_RAW. `source` is our address on the link. */
struct arp *arp_open(const struct interface *interface, uint32_t source,
                     struct error *error);
void arp_close(struct arp *arp); /* NULL is fine */

bool arp_ask(struct arp *arp, uint32_t address);

/* Hands over answers until `deadline_ns` of the monotonic clock; with `until` set, ends
 * as soon as *until is true. */
void arp_collect(struct arp *arp, uint64_t deadline_ns, arp_answer_fn *on_answer,
                 void *context, const bool *until);

/* What a message of any sort, asked for or not, says of who sent it. */
struct arp_claim {
    uint32_t address;
    struct mac mac;
    bool is_reply;
};

typedef void arp_claim_fn(void *context, const struct arp_claim *claim);

int arp_fd(const struct arp *arp); /* readable when messages wait */

/* From now on only messages sent by this address are heard. */
bool arp_listen_for(struct arp *arp, uint32_t address);

/* Hands over what waits, without blocking. */
void arp_hear(struct arp *arp, arp_claim_fn *on_claim, void *context);

/* Asks for one address, a few times over two seconds. */
bool arp_resolve(const struct interface *interface, uint32_t source, uint32_t address,
                 struct mac *mac, struct error *error);

#endif
