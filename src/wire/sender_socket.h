/* SPDX-License-Identifier: MIT
 * Sends frames in batches past the kernel's IP stack and queues. */
#ifndef WIRE_SENDER_SOCKET_H
#define WIRE_SENDER_SOCKET_H

#include <stddef.h>
#include <stdint.h>

struct error;
struct interface;

enum { BATCH_MAX = 64, FRAME_SIZE = 1536 };

struct frame {
    uint8_t *bytes; /* room for FRAME_SIZE */
    size_t length;
};

struct sender_socket;

/* How frames are handed to the kernel. */
enum sender_choice { SENDER_FASTEST, SENDER_XDP, SENDER_PACKET, SENDER_CHOICES };

/* "auto", "xdp", "packet". */
const char *sender_choice_name(enum sender_choice choice);

/* Needs CAP_NET_RAW. */
struct sender_socket *sender_socket_open(const struct interface *interface,
                                         enum sender_choice choice,
                                         struct error *error);
void sender_socket_close(struct sender_socket *socket); /* NULL is fine */

/* The way in use, as one of the choices' names. */
const char *sender_socket_way(const struct sender_socket *socket);

/* Room for a batch: BATCH_MAX frames, to be filled anew before each send. */
struct frame *sender_socket_frames(struct sender_socket *socket);

/* What became of a batch. */
struct send_result {
    size_t sent;
    size_t failed; /* refused by the interface, though tried again for a while */
    int fatal;     /* errno value after which sending on is of no use, else 0 */
};

/* Sends the first `count` frames. */
struct send_result sender_socket_send(struct sender_socket *socket, size_t count);

#endif
