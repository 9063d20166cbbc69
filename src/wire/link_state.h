/* SPDX-License-Identifier: MIT
 * Tells from the kernel's messages when an interface can be sent by no more. */
#ifndef WIRE_LINK_STATE_H
#define WIRE_LINK_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "wire/interface.h"

struct nlmsghdr;

enum link_fault {
    LINK_FINE,
    LINK_DOWN,         /* it was taken down */
    LINK_NO_CARRIER,   /* nobody is at the other end of the wire */
    LINK_DELETED,      /* or moved to another network namespace */
    LINK_MAC_CHANGED,  /* ours, so answers go elsewhere */
    LINK_ADDRESS_GONE, /* the IPv4 address that is scanned from */
};

/* The caller fills in the first part and leaves the rest zero. */
struct link_state {
    struct interface interface;
    uint32_t source; /* our address */

    enum link_fault fault; /* the first, whatever comes after it */
    bool is_known;         /* what it needs is */
    unsigned needed_flags; /* those that it had at first */
    bool has_losses;       /* a message told of them */
    uint32_t losses;       /* of its carrier, ever, by the first such message */
    bool is_source_seen;   /* among the addresses that were asked for */
};

/* Takes in a message of any type and of any interface. */
void link_state_take(struct link_state *state, const struct nlmsghdr *message);

#endif
