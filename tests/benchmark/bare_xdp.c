/* SPDX-License-Identifier: MIT
 * Sends frames as fast as the scanner's own way by AF_XDP takes them and prints how
 * many a second. Arguments: interface, destination MAC, bytes of a frame, seconds, and
 * the length of the prefix of 10.0.0.0 to aim at. */
#include <stdio.h>
#include <stdlib.h>

#include "bare_frames.h"
#include "base/clock.h"
#include "base/error.h"
#include "wire/interface.h"
#include "wire/sender_socket.h"

enum { ARGUMENTS = 6 };

static double frames_a_second(struct sender_socket *socket, size_t size,
                              const struct ether_addr *destination, unsigned bits,
                              double seconds) {
    struct frame *frames = sender_socket_frames(socket);
    uint64_t begun_ns = clock_monotonic_ns();
    uint64_t end_ns = begun_ns + (uint64_t)(seconds * NS_PER_S);
    uint32_t state = 1;
    double sent = 0;

    while (clock_monotonic_ns() < end_ns) {
        for (unsigned i = 0; i < BATCH_MAX; i++) {
            bare_frame_fill(frames[i].bytes, size, destination); /* the room is new */
            bare_frame_aim(frames[i].bytes, &state, bits);
            frames[i].length = size;
        }
        sent += (double)sender_socket_send(socket, BATCH_MAX).sent;
    }
    return sent * NS_PER_S / (double)(clock_monotonic_ns() - begun_ns);
}

int main(int argc, char **argv) {
    struct ether_addr *destination = argc == ARGUMENTS ? ether_aton(argv[2]) : NULL;
    size_t size = argc == ARGUMENTS ? strtoul(argv[3], NULL, 10) : 0;
    struct interface interface;
    struct error error;

    if (destination == NULL || size < BARE_FRAME_MIN || size > FRAME_SIZE) {
        fprintf(stderr,
                "usage: bare_xdp INTERFACE MAC FRAME_BYTES SECONDS PREFIX_LENGTH\n");
        return 2;
    }
    struct sender_socket *socket =
        interface_open(argv[1], &interface, &error)
            ? sender_socket_open(&interface, SENDER_XDP, &error)
            : NULL;
    if (socket == NULL) {
        fprintf(stderr, "bare_xdp: %s\n", error.text);
        return 1;
    }
    printf("%.0f\n", frames_a_second(socket, size, destination,
                                     32 - (unsigned)strtoul(argv[5], NULL, 10),
                                     strtod(argv[4], NULL)));
    sender_socket_close(socket);
    return 0;
}
