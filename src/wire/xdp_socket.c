/* SPDX-License-Identifier: MIT
 * The socket is bound in copy mode, which needs no XDP program. A frame's chunk is the
 * kernel's until it is named in the completion ring. */
#include "wire/xdp_socket.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "wire/interface.h"
#include "wire/sender_way.h"

enum {
    CHUNK_SIZE = 2048,
    RING_SIZE = 1024,   /* entries; a power of two, and room for all chunks */
    FILL_RING_SIZE = 8, /* has to be there; nothing is received */
    TRIES_MAX = 20,     /* a scan that was just killed holds the interface until the
                           kernel has tidied up after it */
    TRY_EVERY_MS = 50,
};

static bool set_number(int fd, int option, int value) {
    return setsockopt(fd, SOL_XDP, option, &value, sizeof(value)) == 0;
}

static bool share_chunks(struct xdp_socket *socket) {
    const size_t size = (size_t)XDP_CHUNKS * CHUNK_SIZE;

    socket->chunks =
        mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (socket->chunks == MAP_FAILED) {
        socket->chunks = NULL;
        return false;
    }
    const struct xdp_umem_reg region = {
        .addr = (uint64_t)(uintptr_t)socket->chunks,
        .len = size,
        .chunk_size = CHUNK_SIZE,
    };
    for (size_t i = 0; i < XDP_CHUNKS; i++) {
        socket->free[i] = i * CHUNK_SIZE;
    }
    socket->free_count = XDP_CHUNKS;
    return setsockopt(socket->fd, SOL_XDP, XDP_UMEM_REG, &region, sizeof(region)) == 0;
}

static bool map_ring(struct xdp_socket *socket, struct shared_ring *ring,
                     const struct xdp_ring_offset *offset, size_t entry_size,
                     off_t page) {
    ring->size = offset->desc + RING_SIZE * entry_size;
    ring->memory = mmap(NULL, ring->size, PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_POPULATE, socket->fd, page);
    if (ring->memory == MAP_FAILED) {
        ring->memory = NULL;
        return false;
    }
    uint8_t *begin = ring->memory;
    ring->producer = (atomic_uint *)(void *)(begin + offset->producer);
    ring->consumer = (atomic_uint *)(void *)(begin + offset->consumer);
    ring->entries = begin + offset->desc;
    return true;
}

static bool map_rings(struct xdp_socket *socket) {
    struct xdp_mmap_offsets offsets;
    socklen_t length = sizeof(offsets);

    return set_number(socket->fd, XDP_UMEM_FILL_RING, FILL_RING_SIZE) &&
           set_number(socket->fd, XDP_UMEM_COMPLETION_RING, RING_SIZE) &&
           set_number(socket->fd, XDP_TX_RING, RING_SIZE) &&
           getsockopt(socket->fd, SOL_XDP, XDP_MMAP_OFFSETS, &offsets, &length) == 0 &&
           length == sizeof(offsets) &&
           map_ring(socket, &socket->transmit, &offsets.tx, sizeof(struct xdp_desc),
                    XDP_PGOFF_TX_RING) &&
           map_ring(socket, &socket->completion, &offsets.cr, sizeof(uint64_t),
                    (off_t)XDP_UMEM_PGOFF_COMPLETION_RING);
}

static bool bind_to_interface(struct xdp_socket *socket,
                              const struct interface *interface) {
    const int buffer = SEND_BUFFER_SIZE;
    const struct sockaddr_xdp address = {
        .sxdp_family = AF_XDP,
        .sxdp_ifindex = (uint32_t)interface->index,
        .sxdp_flags = XDP_COPY,
    };

    (void)setsockopt(socket->fd, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof(buffer));
    return bind(socket->fd, (const struct sockaddr *)&address, sizeof(address)) == 0;
}

static void unmap_ring(struct shared_ring *ring) {
    if (ring->memory != NULL) {
        munmap(ring->memory, ring->size);
    }
}

void xdp_socket_close(struct xdp_socket *socket) {
    unmap_ring(&socket->transmit);
    unmap_ring(&socket->completion);
    if (socket->fd >= 0) {
        close(socket->fd);
    }
    if (socket->chunks != NULL) {
        munmap(socket->chunks, (size_t)XDP_CHUNKS * CHUNK_SIZE);
    }
}

static bool open_once(struct xdp_socket *xdp, const struct interface *interface) {
    xdp->fd = socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0);
    return xdp->fd >= 0 && share_chunks(xdp) && map_rings(xdp) &&
           bind_to_interface(xdp, interface);
}

bool xdp_socket_open(struct xdp_socket *xdp, const struct interface *interface) {
    for (int i = 0; i < TRIES_MAX; i++) {
        if (open_once(xdp, interface)) {
            return true;
        }
        if (errno != EBUSY) {
            return false;
        }
        xdp_socket_close(xdp);
        *xdp = (struct xdp_socket){.fd = -1};
        clock_sleep_until(clock_monotonic_ns() + (uint64_t)TRY_EVERY_MS * NS_PER_MS);
    }
    errno = EBUSY;
    return false;
}

void xdp_socket_reclaim(struct xdp_socket *socket) {
    struct shared_ring *ring = &socket->completion;
    const uint64_t *addresses = ring->entries;
    unsigned at = atomic_load_explicit(ring->consumer, memory_order_relaxed);
    unsigned end = atomic_load_explicit(ring->producer, memory_order_acquire);

    for (; at != end && socket->free_count < XDP_CHUNKS; at++) {
        socket->free[socket->free_count++] = addresses[at % RING_SIZE];
    }
    atomic_store_explicit(ring->consumer, at, memory_order_release);
}

void xdp_socket_take_chunk(struct xdp_socket *socket, struct frame *frame) {
    frame->bytes = socket->chunks + socket->free[--socket->free_count];
}

void xdp_socket_submit(struct xdp_socket *socket, const struct frame *frame) {
    struct shared_ring *ring = &socket->transmit;
    struct xdp_desc *descriptors = ring->entries;
    unsigned at = atomic_load_explicit(ring->producer, memory_order_relaxed);

    descriptors[at % RING_SIZE] = (struct xdp_desc){
        .addr = (uint64_t)(frame->bytes - socket->chunks),
        .len = (uint32_t)frame->length,
    };
    atomic_store_explicit(ring->producer, at + 1, memory_order_release);
}

unsigned xdp_socket_waiting(const struct xdp_socket *socket) {
    const struct shared_ring *ring = &socket->transmit;

    return atomic_load_explicit(ring->producer, memory_order_relaxed) -
           atomic_load_explicit(ring->consumer, memory_order_acquire);
}
