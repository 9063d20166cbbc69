/* SPDX-License-Identifier: MIT
 * AF_PACKET with sendmmsg and PACKET_QDISC_BYPASS (packet(7)). */
#include "sender.h"

#include <errno.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "problem.h"

enum { SEND_BUFFER_SIZE = 8 << 20, RETRIES_MAX = 100, RETRY_AFTER_NS = 20000 };

bool sender_open(struct sender *sender, const char *interface, sender_callback on_send,
                 void *context, struct problem *problem) {
    const int on = 1;
    const int buffer = SEND_BUFFER_SIZE;
    const struct sockaddr_ll address = {
        .sll_family = AF_PACKET,
        .sll_ifindex = (int)if_nametoindex(interface),
    };

    sender->on_send = on_send;
    sender->context = context;
    for (uint32_t i = 0; i < BATCH_MAX; i++) {
        sender->messages[i].msg_hdr.msg_iov = &sender->parts[i];
        sender->messages[i].msg_hdr.msg_iovlen = 1;
    }
    sender->fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0); /* receives nothing */
    if (sender->fd < 0 ||
        bind(sender->fd, (const struct sockaddr *)&address, sizeof(address)) < 0) {
        return problem_set(problem, "cannot send on %s: %s", interface,
                           strerror(errno));
    }
    /* Both only make it faster. */
    (void)setsockopt(sender->fd, SOL_PACKET, PACKET_QDISC_BYPASS, &on, sizeof(on));
    (void)setsockopt(sender->fd, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof(buffer));
    return true;
}

void sender_close(struct sender *sender) {
    if (sender->fd >= 0) {
        close(sender->fd);
    }
}

void sender_push_framed(struct sender *sender, struct extent extent, uint32_t tag) {
    sender->parts[sender->waiting] = (struct iovec){
        .iov_base = sender->frames[sender->waiting].bytes + extent.start,
        .iov_len = extent.length,
    };
    sender->tags[sender->waiting] = tag;
    if (++sender->waiting == BATCH_MAX) {
        sender_flush(sender);
    }
}

void sender_push(struct sender *sender, struct extent extent, uint32_t tag) {
    extent.start -= LINK_HEADER;
    extent.length += LINK_HEADER;
    frame_link(&sender->frames[sender->waiting], extent.start);
    sender_push_framed(sender, extent, tag);
}

/* A full queue empties by itself, so what it had no room for is tried again. */
static void send_all(struct sender *sender) {
    const struct timespec pause = {.tv_nsec = RETRY_AFTER_NS};
    uint32_t at = 0;
    uint32_t retries = 0;

    while (at < sender->waiting) {
        int sent = sendmmsg(sender->fd, sender->messages + at, sender->waiting - at, 0);

        if (sent > 0) {
            at += (uint32_t)sent;
            retries = 0;
        } else if ((errno == ENOBUFS || errno == EAGAIN) && retries++ < RETRIES_MAX) {
            nanosleep(&pause, NULL);
        } else {
            sender->failed++;
            at++;
            retries = 0;
        }
    }
}

void sender_flush(struct sender *sender) {
    uint64_t now = clock_now();

    if (sender->waiting == 0) {
        return;
    }
    for (uint32_t i = 0; i < sender->waiting; i++) {
        if (sender->tags[i] != NO_TAG) {
            sender->on_send(sender->context, sender->tags[i], now);
        }
    }
    send_all(sender);
    sender->waiting = 0;
}
