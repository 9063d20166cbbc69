/* SPDX-License-Identifier: MIT
 * Packets that came to an interface, read from memory shared with the kernel, so that
 * none costs a system call. */
#ifndef SIMNET_RING_H
#define SIMNET_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct problem;

struct ring {
    int fd; /* readable if packets wait */
    uint8_t *memory;
    uint32_t next;
};

struct arrival {
    const uint8_t *packet; /* from the IPv4 header on */
    uint32_t length;
    uint64_t time_ns; /* stamped by the kernel, as clock_now() has it */
};

bool ring_open(struct ring *ring, const char *interface, struct problem *problem);
void ring_close(struct ring *ring);

/* The packet that has waited longest; false if there is none. ring_release() gives its
 * memory back. */
bool ring_peek(struct ring *ring, struct arrival *arrival);
void ring_release(struct ring *ring);

/* Those that there was no room for, since it was last asked. */
uint64_t ring_dropped(const struct ring *ring);

#endif
