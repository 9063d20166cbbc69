/* SPDX-License-Identifier: MIT
 * An AF_XDP socket that only sends: the memory of its frames, and the rings in which
 * they are handed to the kernel and given back. */
#ifndef WIRE_XDP_SOCKET_H
#define WIRE_XDP_SOCKET_H

#include <linux/if_xdp.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct frame;
struct interface;

enum { XDP_CHUNKS = 1024 }; /* of 2 KB each, in locked memory */

/* A ring that is shared with the kernel. */
struct shared_ring {
    void *memory;
    size_t size;
    atomic_uint *producer;
    atomic_uint *consumer;
    void *entries;
};

struct xdp_socket {
    int fd;
    uint8_t *chunks;
    struct shared_ring transmit;   /* of struct xdp_desc */
    struct shared_ring completion; /* of addresses of chunks */
    uint64_t free[XDP_CHUNKS];     /* addresses of chunks that are ours */
    size_t free_count;
};

/* False, with errno, if the kernel refuses; xdp_socket_close is due either way. */
bool xdp_socket_open(struct xdp_socket *socket, const struct interface *interface);
void xdp_socket_close(struct xdp_socket *socket);

/* Takes back the chunks that the kernel is done with; those of socket->free are ours.
 */
void xdp_socket_reclaim(struct xdp_socket *socket);

/* Gives the frame a chunk of its own; there must be a free one. */
void xdp_socket_take_chunk(struct xdp_socket *socket, struct frame *frame);

/* Puts the frame, which lies in a chunk, into the ring; it cannot be taken back. */
void xdp_socket_submit(struct xdp_socket *socket, const struct frame *frame);

/* Frames that the kernel has not said to have read. It may say so only once it has read
 * all of them. */
unsigned xdp_socket_waiting(const struct xdp_socket *socket);

#endif
