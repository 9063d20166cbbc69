/* SPDX-License-Identifier: MIT
 * The ways of handing frames to the kernel, behind sender_socket.h. */
#ifndef WIRE_SENDER_WAY_H
#define WIRE_SENDER_WAY_H

#include <stdbool.h>
#include <stddef.h>

#include "wire/sender_socket.h"

struct error;
struct interface;

/* A full transmit queue empties by itself, so what it refuses is tried again for a
 * tenth of a second before it is given up and counted. What comes behind it in a batch
 * is then tried once, until something is taken: a scan can still be ended soon. */
enum { RETRIES_MAX = 1000, RETRY_EVERY_US = 100, SEND_BUFFER_SIZE = 4 << 20 };

struct sender_way {
    const char *name;
    bool needs_ethernet;
    struct sender_socket *(*open)(const struct interface *interface,
                                  struct error *error);
    void (*close)(struct sender_socket *socket);
    struct send_result (*send)(struct sender_socket *socket, size_t count);
};

/* The first member of each way's own struct. */
struct sender_socket {
    const struct sender_way *way;
    struct frame
        frames[BATCH_MAX]; /* with room for the next batch, after open and send */
};

extern const struct sender_way packet_sender; /* packet(7): works everywhere */
extern const struct sender_way xdp_sender;    /* AF_XDP: faster, where it works */

/* Whether the cause of a failure may pass by itself. */
bool sender_is_passing(int reason);

void sender_wait_to_retry(void);

#endif
