/* SPDX-License-Identifier: MIT
 * Tells when an interface can be sent by no more. */
#ifndef WIRE_LINK_WATCH_H
#define WIRE_LINK_WATCH_H

#include <stdint.h>

struct error;
struct interface;

enum link_fault {
    LINK_FINE,
    LINK_DOWN,         /* it was taken down */
    LINK_NO_CARRIER,   /* nobody is at the other end of the wire */
    LINK_DELETED,      /* or moved to another network namespace */
    LINK_MAC_CHANGED,  /* ours, so answers go elsewhere */
    LINK_ADDRESS_GONE, /* the IPv4 address that is scanned from */
};

struct link_watch;

/* `source` is our address. Fails if the interface is at fault from the start. */
struct link_watch *link_watch_open(const struct interface *interface, uint32_t source,
                                   struct error *error);
void link_watch_close(struct link_watch *watch); /* NULL is fine */

int link_watch_fd(const struct link_watch *watch); /* readable when there is news */

/* Takes in what the kernel has told by now. The first fault stays, whatever comes. */
enum link_fault link_watch_look(struct link_watch *watch);

/* Asks the kernel as well, since sending may fail before it tells. */
enum link_fault link_watch_ask(struct link_watch *watch);

/* What happened, as a sentence about the interface. */
void link_watch_describe(const struct link_watch *watch, struct error *error);

#endif
