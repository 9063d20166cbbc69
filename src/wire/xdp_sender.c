/* SPDX-License-Identifier: MIT
 * AF_XDP in copy mode (Documentation/networking/af_xdp.rst in Linux): frames lie in
 * memory that the kernel knows, and a batch is a few words in a ring, so a frame costs
 * no message to look at. It needs no XDP program, changes nothing for what is received,
 * and works on any Ethernet interface since Linux 4.18.
 *
 * A frame's chunk is the kernel's until it is named in the completion ring. The
 * transmit ring is read within our own calls alone, but some kernels tell how far it
 * was read only once all of it was. There a refused frame is known only if it was
 * alone. */
#include <errno.h>
#include <linux/if_xdp.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "wire/interface.h"
#include "wire/sender_way.h"

enum {
    CHUNK_SIZE = 2048,
    CHUNKS = 1024,          /* 2 MB of locked memory */
    RING_SIZE = 1024,       /* entries; a power of two, and room for all chunks */
    FILL_RING_SIZE = 8,     /* has to be there; nothing is received */
    HELD_MAX_S = 5,         /* what the kernel keeps for longer is lost */
    CALLS_AT_ONCE = 8,      /* a call reads 16 frames or more */
    CAREFUL_BATCHES = 1024, /* after a refusal, frames are sent one by one so long */
};

/* A ring that is shared with the kernel. */
struct shared_ring {
    void *memory;
    size_t size;
    atomic_uint *producer;
    atomic_uint *consumer;
    void *entries;
};

struct xdp_sender {
    struct sender_socket base;
    int fd;
    uint8_t *chunks;
    struct shared_ring transmit;   /* of struct xdp_desc */
    struct shared_ring completion; /* of addresses of chunks */
    uint64_t free[CHUNKS];         /* addresses of chunks that are ours */
    size_t free_count;
    unsigned careful; /* batches yet to be sent one by one */
    unsigned told;    /* up to where the ring was read, as the kernel says ... */
    unsigned read;    /* ... and as follows from it, if that was told at the start */
    bool is_followed; /* it was */
    bool tells_early; /* the kernel says so after each call that sent anything */
};

/* Opening. */

static bool set_number(int fd, int option, int value) {
    return setsockopt(fd, SOL_XDP, option, &value, sizeof(value)) == 0;
}

static bool share_chunks(struct xdp_sender *sender) {
    const size_t size = (size_t)CHUNKS * CHUNK_SIZE;

    sender->chunks =
        mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (sender->chunks == MAP_FAILED) {
        sender->chunks = NULL;
        return false;
    }
    const struct xdp_umem_reg region = {
        .addr = (uint64_t)(uintptr_t)sender->chunks,
        .len = size,
        .chunk_size = CHUNK_SIZE,
    };
    for (size_t i = 0; i < CHUNKS; i++) {
        sender->free[i] = i * CHUNK_SIZE;
    }
    sender->free_count = CHUNKS;
    return setsockopt(sender->fd, SOL_XDP, XDP_UMEM_REG, &region, sizeof(region)) == 0;
}

static bool map_ring(struct xdp_sender *sender, struct shared_ring *ring,
                     const struct xdp_ring_offset *offset, size_t entry_size,
                     off_t page) {
    ring->size = offset->desc + RING_SIZE * entry_size;
    ring->memory = mmap(NULL, ring->size, PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_POPULATE, sender->fd, page);
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

static bool map_rings(struct xdp_sender *sender) {
    struct xdp_mmap_offsets offsets;
    socklen_t length = sizeof(offsets);

    return set_number(sender->fd, XDP_UMEM_FILL_RING, FILL_RING_SIZE) &&
           set_number(sender->fd, XDP_UMEM_COMPLETION_RING, RING_SIZE) &&
           set_number(sender->fd, XDP_TX_RING, RING_SIZE) &&
           getsockopt(sender->fd, SOL_XDP, XDP_MMAP_OFFSETS, &offsets, &length) == 0 &&
           length == sizeof(offsets) &&
           map_ring(sender, &sender->transmit, &offsets.tx, sizeof(struct xdp_desc),
                    XDP_PGOFF_TX_RING) &&
           map_ring(sender, &sender->completion, &offsets.cr, sizeof(uint64_t),
                    (off_t)XDP_UMEM_PGOFF_COMPLETION_RING);
}

static bool bind_to_interface(struct xdp_sender *sender,
                              const struct interface *interface) {
    const int buffer = SEND_BUFFER_SIZE;
    const struct sockaddr_xdp address = {
        .sxdp_family = AF_XDP,
        .sxdp_ifindex = (uint32_t)interface->index,
        .sxdp_flags = XDP_COPY,
    };

    (void)setsockopt(sender->fd, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof(buffer));
    return bind(sender->fd, (const struct sockaddr *)&address, sizeof(address)) == 0;
}

static void unmap_ring(struct shared_ring *ring) {
    if (ring->memory != NULL) {
        munmap(ring->memory, ring->size);
    }
}

static void close_sender(struct sender_socket *socket) {
    struct xdp_sender *sender = (struct xdp_sender *)socket;

    unmap_ring(&sender->transmit);
    unmap_ring(&sender->completion);
    if (sender->fd >= 0) {
        close(sender->fd);
    }
    if (sender->chunks != NULL) {
        munmap(sender->chunks, (size_t)CHUNKS * CHUNK_SIZE);
    }
    free(sender);
}

/* Chunks. */

/* Takes back what the kernel is done with. */
static void reclaim(struct xdp_sender *sender) {
    struct shared_ring *ring = &sender->completion;
    const uint64_t *addresses = ring->entries;
    unsigned at = atomic_load_explicit(ring->consumer, memory_order_relaxed);
    unsigned end = atomic_load_explicit(ring->producer, memory_order_acquire);

    for (; at != end && sender->free_count < CHUNKS; at++) {
        sender->free[sender->free_count++] = addresses[at % RING_SIZE];
    }
    atomic_store_explicit(ring->consumer, at, memory_order_release);
}

/* Waits until so many chunks are free; false if they do not come back. */
static bool wait_for_chunks(struct xdp_sender *sender, size_t count) {
    uint64_t deadline_ns = 0;

    reclaim(sender);
    while (sender->free_count < count) {
        uint64_t now_ns = clock_monotonic_ns();

        if (deadline_ns == 0) {
            deadline_ns = now_ns + (uint64_t)HELD_MAX_S * NS_PER_S;
        } else if (now_ns > deadline_ns) {
            return false;
        }
        sender_wait_to_retry();
        reclaim(sender);
    }
    return true;
}

static void take_chunk(struct xdp_sender *sender, struct frame *frame) {
    frame->bytes = sender->chunks + sender->free[--sender->free_count];
}

/* Gives the first frames other chunks. */
static bool take_chunks(struct xdp_sender *sender, size_t count) {
    if (!wait_for_chunks(sender, count)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        take_chunk(sender, &sender->base.frames[i]);
    }
    return true;
}

static struct sender_socket *open_sender(const struct interface *interface,
                                         struct error *error) {
    struct xdp_sender *sender = calloc(1, sizeof(*sender));

    if (sender == NULL) {
        error_set(error, "out of memory for sending");
        return NULL;
    }
    sender->fd = socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0);
    if (sender->fd < 0 || !share_chunks(sender) || !map_rings(sender) ||
        !bind_to_interface(sender, interface)) {
        error_set(error, "cannot send on '%s' by AF_XDP: %s", interface->name,
                  strerror(errno));
        close_sender(&sender->base);
        return NULL;
    }
    take_chunks(sender, BATCH_MAX);
    return &sender->base;
}

/* Sending. */

static void submit(struct xdp_sender *sender, const struct frame *frame) {
    struct shared_ring *ring = &sender->transmit;
    struct xdp_desc *descriptors = ring->entries;
    unsigned at = atomic_load_explicit(ring->producer, memory_order_relaxed);

    descriptors[at % RING_SIZE] = (struct xdp_desc){
        .addr = (uint64_t)(frame->bytes - sender->chunks),
        .len = (uint32_t)frame->length,
    };
    atomic_store_explicit(ring->producer, at + 1, memory_order_release);
}

/* Frames that the kernel has not said to have read. It may say so only once it has read
 * all of them. */
static unsigned waiting(const struct xdp_sender *sender) {
    const struct shared_ring *ring = &sender->transmit;

    return atomic_load_explicit(ring->producer, memory_order_relaxed) -
           atomic_load_explicit(ring->consumer, memory_order_acquire);
}

/* Where the kernel is, is known if all that was ever submitted is told to be read. */
static void start_following(struct xdp_sender *sender) {
    sender->told =
        atomic_load_explicit(sender->transmit.consumer, memory_order_relaxed);
    sender->read = sender->told;
    sender->is_followed = waiting(sender) == 0;
}

/* After a call. One that sent nothing has read nothing but the frame that was refused.
 */
static void follow(struct xdp_sender *sender, int reason) {
    unsigned consumer =
        atomic_load_explicit(sender->transmit.consumer, memory_order_acquire);
    bool is_told = consumer != sender->told;

    if (is_told) {
        sender->told = consumer;
        sender->read = consumer;
    } else if (reason == EBUSY) {
        sender->read++;
    }
    if (is_told && reason != 0 && waiting(sender) > 0 && sender->is_followed) {
        sender->tells_early = true;
    }
}

/* Has the kernel read what waits. 0 when it has, EBUSY when the interface has refused
 * the frame that was read last, or the reason for which sending is of no use any more.
 * A call reads only so many frames and then says EAGAIN, as it does when the queue is
 * full; so the first few calls follow each other at once. What waits cannot be taken
 * back. */
static int transmit(struct xdp_sender *sender) {
    uint64_t deadline_ns = 0;
    unsigned calls = 0;

    while (waiting(sender) > 0) {
        int reason = sendto(sender->fd, NULL, 0, MSG_DONTWAIT, NULL, 0) < 0 ? errno : 0;

        follow(sender, reason);
        if (reason != 0 && !sender_is_passing(reason)) {
            return reason;
        }
        if (++calls <= CALLS_AT_ONCE) {
            continue;
        }
        uint64_t now_ns = clock_monotonic_ns();
        if (deadline_ns == 0) {
            deadline_ns = now_ns + (uint64_t)HELD_MAX_S * NS_PER_S;
        } else if (now_ns > deadline_ns) {
            return ETIMEDOUT;
        }
        sender_wait_to_retry();
    }
    return 0;
}

/* Moves a frame into another chunk: its own is the kernel's until it is completed. */
static bool renew_chunk(struct xdp_sender *sender, struct frame *frame) {
    const uint8_t *bytes = frame->bytes;

    reclaim(sender);
    if (sender->free_count == 0) {
        return false;
    }
    take_chunk(sender, frame);
    memmove(frame->bytes, bytes, frame->length); /* it may be the same one, back */
    return true;
}

/* Sends one frame, so that it is known which one was refused, and tries it again. */
static int send_alone(struct xdp_sender *sender, struct frame *frame) {
    int reason = EBUSY;

    sender->is_followed = false; /* nor need it be */
    for (int i = 0; reason == EBUSY && i < RETRIES_MAX; i++) {
        if (i > 0) {
            sender_wait_to_retry();
            if (!renew_chunk(sender, frame)) {
                return EBUSY;
            }
        }
        submit(sender, frame);
        reason = transmit(sender);
    }
    return reason;
}

static struct send_result send_one_by_one(struct xdp_sender *sender, size_t count) {
    struct send_result result = {0};

    for (size_t i = 0; i < count && result.fatal == 0; i++) {
        int reason = send_alone(sender, &sender->base.frames[i]);

        result.sent += reason == 0;
        result.fatal = reason == EBUSY ? 0 : reason;
    }
    result.failed = count - result.sent;
    return result;
}

/* Frames of a batch that were refused, in chunks of their own, to be sent again. */
struct refused {
    struct frame frames[BATCH_MAX];
    size_t count;
};

/* Notes the frame that was refused last; false if it is not known which one it was. */
static bool note_refused(struct xdp_sender *sender, unsigned begin, size_t count,
                         struct refused *refused) {
    size_t number = sender->read - 1 - begin;
    struct frame *frame = &refused->frames[refused->count];

    if (!sender->is_followed || !sender->tells_early || number >= count ||
        refused->count == BATCH_MAX) {
        return false;
    }
    *frame = sender->base.frames[number];
    if (!renew_chunk(sender, frame)) {
        return false;
    }
    refused->count++;
    return true;
}

/* Submits a batch at once. Returns the reason not to go on, or 0. */
static int send_all(struct xdp_sender *sender, size_t count, struct refused *refused,
                    size_t *failed) {
    unsigned begin = sender->told;
    int reason;

    for (size_t i = 0; i < count; i++) {
        submit(sender, &sender->base.frames[i]);
    }
    while ((reason = transmit(sender)) == EBUSY) {
        *failed += !note_refused(sender, begin, count, refused);
        sender->careful = CAREFUL_BATCHES;
        sender_wait_to_retry();
    }
    return reason;
}

static struct send_result send_together(struct xdp_sender *sender, size_t count) {
    struct send_result result = {0};
    struct refused refused = {.count = 0};

    start_following(sender);
    result.fatal = send_all(sender, count, &refused, &result.failed);
    if (result.fatal != 0) {
        result.failed += waiting(sender) + refused.count;
        refused.count = 0;
    }
    for (size_t i = 0; i < refused.count; i++) {
        result.failed += send_alone(sender, &refused.frames[i]) != 0;
    }
    result.failed = result.failed < count ? result.failed : count;
    result.sent = count - result.failed;
    return result;
}

static struct send_result send_frames(struct sender_socket *socket, size_t count) {
    struct xdp_sender *sender = (struct xdp_sender *)socket;
    struct send_result result;

    if (sender->careful > 0) {
        sender->careful--;
        result = send_one_by_one(sender, count);
    } else {
        result = send_together(sender, count);
    }
    if (result.fatal == 0 && !take_chunks(sender, count)) {
        result.fatal = ETIMEDOUT;
    }
    return result;
}

const struct sender_way xdp_sender = {
    .name = "xdp",
    .needs_ethernet = true,
    .open = open_sender,
    .close = close_sender,
    .send = send_frames,
};
