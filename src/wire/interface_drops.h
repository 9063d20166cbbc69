/* SPDX-License-Identifier: MIT
 * What an interface received and lost before anyone could capture it. */
#ifndef WIRE_INTERFACE_DROPS_H
#define WIRE_INTERFACE_DROPS_H

#include <stdbool.h>
#include <stdint.h>

struct mnl_socket;

struct interface_drops {
    struct mnl_socket *socket; /* kept open: later there are no rights to open one */
    int index;
    uint32_t asked; /* numbers the questions */
};

void interface_drops_open(struct interface_drops *drops, int index);

/* Packets since the interface exists; false if the kernel does not tell. */
bool interface_drops_read(struct interface_drops *drops, uint64_t *packets);

/* Also of one that is all zero. */
void interface_drops_close(struct interface_drops *drops);

#endif
