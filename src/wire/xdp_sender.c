/* SPDX-License-Identifier: MIT
 * AF_XDP in copy mode (Documentation/networking/af_xdp.rst in Linux): frames lie in
 * memory that the kernel knows, and a batch is a few words in a ring, so a frame costs
 * no message to look at. It needs no XDP program, changes nothing for what is received,
 * and is there for Ethernet interfaces since Linux 4.18.
 *
 * The transmit ring is read within our own calls alone, but some kernels tell how far
 * it was read only once all of it was. There a refused frame is known only if it was
 * alone. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/error.h"
#include "wire/interface.h"
#include "wire/sender_way.h"
#include "wire/xdp_socket.h"

enum {
    HELD_MAX_S = 5,         /* what the kernel keeps for longer is lost */
    CALLS_AT_ONCE = 8,      /* a call reads 16 frames or more */
    CAREFUL_BATCHES = 1024, /* after a refusal, frames are sent one by one so long */
};

struct xdp_sender {
    struct sender_socket base;
    struct xdp_socket socket;
    unsigned careful; /* batches yet to be sent one by one */
    unsigned told;    /* up to where the ring was read, as the kernel says ... */
    unsigned read;    /* ... and as follows from it, if that was told at the start */
    bool is_followed; /* it was */
    bool tells_early; /* the kernel says so after each call that sent anything */
};

static void close_sender(struct sender_socket *socket) {
    struct xdp_sender *sender = (struct xdp_sender *)socket;

    xdp_socket_close(&sender->socket);
    free(sender);
}

/* Waits until so many chunks are free; false if they do not come back. */
static bool wait_for_chunks(struct xdp_sender *sender, size_t count) {
    uint64_t deadline_ns = 0;

    xdp_socket_reclaim(&sender->socket);
    while (sender->socket.free_count < count) {
        uint64_t now_ns = clock_monotonic_ns();

        if (deadline_ns == 0) {
            deadline_ns = now_ns + (uint64_t)HELD_MAX_S * NS_PER_S;
        } else if (now_ns > deadline_ns) {
            return false;
        }
        sender_wait_to_retry();
        xdp_socket_reclaim(&sender->socket);
    }
    return true;
}

/* Gives the first frames other chunks. */
static bool take_chunks(struct xdp_sender *sender, size_t count) {
    if (!wait_for_chunks(sender, count)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        xdp_socket_take_chunk(&sender->socket, &sender->base.frames[i]);
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
    if (!xdp_socket_open(&sender->socket, interface)) {
        error_set(error, "cannot send on '%s' by AF_XDP: %s", interface->name,
                  strerror(errno));
        close_sender(&sender->base);
        return NULL;
    }
    take_chunks(sender, BATCH_MAX);
    return &sender->base;
}

/* Sending. */

/* Where the kernel is, is known if all that was ever submitted is told to be read. */
static void start_following(struct xdp_sender *sender) {
    sender->told =
        atomic_load_explicit(sender->socket.transmit.consumer, memory_order_relaxed);
    sender->read = sender->told;
    sender->is_followed = xdp_socket_waiting(&sender->socket) == 0;
}

/* After a call. One that sent nothing has read nothing but the frame that was refused.
 */
static void follow(struct xdp_sender *sender, int reason) {
    unsigned consumer =
        atomic_load_explicit(sender->socket.transmit.consumer, memory_order_acquire);
    bool is_told = consumer != sender->told;

    if (is_told) {
        sender->told = consumer;
        sender->read = consumer;
    } else if (reason == EBUSY) {
        sender->read++;
    }
    if (is_told && reason != 0 && xdp_socket_waiting(&sender->socket) > 0 &&
        sender->is_followed) {
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

    while (xdp_socket_waiting(&sender->socket) > 0) {
        int reason =
            sendto(sender->socket.fd, NULL, 0, MSG_DONTWAIT, NULL, 0) < 0 ? errno : 0;

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

    xdp_socket_reclaim(&sender->socket);
    if (sender->socket.free_count == 0) {
        return false;
    }
    xdp_socket_take_chunk(&sender->socket, frame);
    memmove(frame->bytes, bytes, frame->length); /* it may be the same one, back */
    return true;
}

/* Sends one frame, so that it is known which one was refused, and tries it again. */
static int send_alone(struct xdp_sender *sender, struct frame *frame,
                      unsigned *retries) {
    int reason;

    sender->is_followed = false; /* nor need it be */
    xdp_socket_submit(&sender->socket, frame);
    while ((reason = transmit(sender)) == EBUSY && *retries < RETRIES_MAX) {
        ++*retries;
        sender_wait_to_retry();
        if (!renew_chunk(sender, frame)) {
            return EBUSY;
        }
        xdp_socket_submit(&sender->socket, frame);
    }
    if (reason == 0) {
        *retries = 0;
    }
    return reason;
}

static struct send_result send_one_by_one(struct xdp_sender *sender, size_t count) {
    struct send_result result = {0};
    unsigned retries = 0;

    for (size_t i = 0; i < count && result.fatal == 0; i++) {
        int reason = send_alone(sender, &sender->base.frames[i], &retries);

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
        xdp_socket_submit(&sender->socket, &sender->base.frames[i]);
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
    unsigned retries = 0;

    start_following(sender);
    result.fatal = send_all(sender, count, &refused, &result.failed);
    if (result.fatal != 0) {
        result.failed += xdp_socket_waiting(&sender->socket) + refused.count;
        refused.count = 0;
    }
    for (size_t i = 0; i < refused.count; i++) {
        result.failed += send_alone(sender, &refused.frames[i], &retries) != 0;
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
