/* SPDX-License-Identifier: MIT
 * AF_PACKET with sendmmsg and PACKET_QDISC_BYPASS (packet(7)): one system call a batch.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/error.h"
#include "wire/interface.h"
#include "wire/sender_way.h"

/* An odd number of cache lines, so that the frames' heads do not share a few sets. */
enum { FRAME_STRIDE = FRAME_SIZE + 64 };

struct packet_sender {
    struct sender_socket base;
    int fd;
    struct sockaddr_ll address;
    struct mmsghdr messages[BATCH_MAX];
    struct iovec parts[BATCH_MAX];
    uint8_t bytes[BATCH_MAX][FRAME_STRIDE];
};

/* A bound socket needs no address with each message, which saves the kernel a look-up;
 * but without a link header only the address tells that these are IPv4 packets. */
static void prepare_messages(struct packet_sender *sender, bool has_address) {
    for (size_t i = 0; i < BATCH_MAX; i++) {
        sender->base.frames[i].bytes = sender->bytes[i];
        sender->parts[i].iov_base = sender->bytes[i];
        sender->messages[i].msg_hdr = (struct msghdr){
            .msg_name = has_address ? &sender->address : NULL,
            .msg_namelen = has_address ? sizeof(sender->address) : 0,
            .msg_iov = &sender->parts[i],
            .msg_iovlen = 1,
        };
    }
}

static bool bind_to_interface(const struct packet_sender *sender) {
    struct sockaddr_ll address = {
        .sll_family = AF_PACKET,
        .sll_ifindex = sender->address.sll_ifindex,
    };

    return bind(sender->fd, (struct sockaddr *)&address, sizeof(address)) == 0;
}

static bool open_socket(struct packet_sender *sender, const struct interface *interface,
                        struct error *error) {
    const int on = 1;
    const int buffer = SEND_BUFFER_SIZE;

    /* Protocol 0: this socket receives nothing. */
    sender->fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
    if (sender->fd < 0) {
        return error_set(error,
                         "cannot open a raw socket: %s; run as root, or grant "
                         "CAP_NET_RAW: setcap cap_net_raw+ep liveness",
                         strerror(errno));
    }
    /* Both only make it faster. */
    (void)setsockopt(sender->fd, SOL_PACKET, PACKET_QDISC_BYPASS, &on, sizeof(on));
    (void)setsockopt(sender->fd, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof(buffer));
    sender->address = (struct sockaddr_ll){
        .sll_family = AF_PACKET,
        .sll_protocol = htons(ETH_P_IP),
        .sll_ifindex = interface->index,
    };
    return bind_to_interface(sender) || error_set(error, "cannot send on '%s': %s",
                                                  interface->name, strerror(errno));
}

static void close_sender(struct sender_socket *socket) {
    struct packet_sender *sender = (struct packet_sender *)socket;

    if (sender->fd >= 0) {
        close(sender->fd);
    }
    free(sender);
}

static struct sender_socket *open_sender(const struct interface *interface,
                                         struct error *error) {
    struct packet_sender *sender = calloc(1, sizeof(*sender));

    if (sender == NULL) {
        error_set(error, "out of memory for sending");
        return NULL;
    }
    if (!open_socket(sender, interface, error)) {
        close_sender(&sender->base);
        return NULL;
    }
    prepare_messages(sender, !interface->has_ethernet);
    return &sender->base;
}

static struct send_result send_frames(struct sender_socket *socket, size_t count) {
    struct packet_sender *sender = (struct packet_sender *)socket;
    struct send_result result = {0};
    size_t at = 0;
    unsigned retries = 0;

    for (size_t i = 0; i < count; i++) {
        sender->parts[i].iov_len = socket->frames[i].length;
    }
    while (at < count) {
        int sent =
            sendmmsg(sender->fd, sender->messages + at, (unsigned)(count - at), 0);

        if (sent > 0) {
            at += (size_t)sent;
            result.sent += (size_t)sent;
            retries = 0;
        } else if (sender_is_passing(errno) && retries++ < RETRIES_MAX) {
            sender_wait_to_retry();
        } else if (sender_is_passing(errno) || errno == EMSGSIZE) {
            at++;
            result.failed++;
        } else {
            result.fatal = errno;
            result.failed += count - at;
            return result;
        }
    }
    return result;
}

const struct sender_way packet_sender = {
    .name = "packet",
    .open = open_sender,
    .close = close_sender,
    .send = send_frames,
};
