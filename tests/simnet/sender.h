/* SPDX-License-Identifier: MIT
 * Sends packets in batches, and says when each batch left. */
#ifndef SIMNET_SENDER_H
#define SIMNET_SENDER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "frame.h"

struct problem;

enum { BATCH_MAX = 64 };

/* Called for each packet of a batch, just before it is sent. */
typedef void (*sender_callback)(void *context, uint32_t tag, uint64_t now_ns);

struct sender {
    int fd;
    sender_callback on_send;
    void *context;
    uint32_t waiting;
    uint64_t failed; /* packets that the kernel did not take */
    struct mmsghdr messages[BATCH_MAX];
    struct iovec parts[BATCH_MAX];
    uint32_t tags[BATCH_MAX];
    struct frame frames[BATCH_MAX];
};

enum { NO_TAG = UINT32_MAX };

bool sender_open(struct sender *sender, const char *interface, sender_callback on_send,
                 void *context, struct problem *problem);
void sender_close(struct sender *sender);

/* Where the next packet is to be written. */
static inline struct frame *sender_frame(struct sender *sender) {
    return &sender->frames[sender->waiting];
}

/* The packet written there goes with the next batch, in a link header. */
void sender_push(struct sender *sender, struct extent extent, uint32_t tag);

/* The same, but its link header is in the frame as well. */
void sender_push_framed(struct sender *sender, struct extent extent, uint32_t tag);

void sender_flush(struct sender *sender);

#endif
