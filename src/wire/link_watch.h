/* SPDX-License-Identifier: MIT
 * Tells when an interface can be sent by no more. */
#ifndef WIRE_LINK_WATCH_H
#define WIRE_LINK_WATCH_H

#include <stdint.h>

#include "wire/link_state.h"

struct error;

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
