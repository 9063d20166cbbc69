/* SPDX-License-Identifier: MIT
 * Chooses the fastest way that the interface and the kernel have. */
#include "wire/sender_socket.h"

#include <errno.h>

#include "base/clock.h"
#include "base/error.h"
#include "wire/interface.h"
#include "wire/sender_way.h"

static const char *const choice_names[SENDER_CHOICES] = {
    [SENDER_FASTEST] = "auto", [SENDER_XDP] = "xdp", [SENDER_PACKET] = "packet"};

const char *sender_choice_name(enum sender_choice choice) {
    return choice_names[choice];
}

static struct sender_socket *open_way(const struct sender_way *way,
                                      const struct interface *interface,
                                      struct error *error) {
    if (way->needs_ethernet && !interface->has_ethernet) {
        error_set(error, "cannot send on '%s' by %s: it has no Ethernet",
                  interface->name, way->name);
        return NULL;
    }
    struct sender_socket *socket = way->open(interface, error);
    if (socket != NULL) {
        socket->way = way;
    }
    return socket;
}

struct sender_socket *sender_socket_open(const struct interface *interface,
                                         enum sender_choice choice,
                                         struct error *error) {
    struct sender_socket *socket = NULL;

    if (choice != SENDER_PACKET) {
        socket = open_way(&xdp_sender, interface, error);
    }
    if (socket == NULL && choice != SENDER_XDP) {
        socket = open_way(&packet_sender, interface, error);
    }
    return socket;
}

void sender_socket_close(struct sender_socket *socket) {
    if (socket != NULL) {
        socket->way->close(socket);
    }
}

const char *sender_socket_way(const struct sender_socket *socket) {
    return socket->way->name;
}

struct frame *sender_socket_frames(struct sender_socket *socket) {
    return socket->frames;
}

struct send_result sender_socket_send(struct sender_socket *socket, size_t count) {
    return socket->way->send(socket, count);
}

bool sender_is_passing(int reason) {
    return reason == ENOBUFS || reason == EAGAIN || reason == EINTR || reason == ENOMEM;
}

void sender_wait_to_retry(void) {
    clock_sleep_until(clock_monotonic_ns() + RETRY_EVERY_US * NS_PER_US);
}
