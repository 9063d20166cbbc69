/* SPDX-License-Identifier: MIT
 * Sends frames as fast as sendmmsg takes them and prints how many a second: a
 * yardstick. Arguments: interface, destination MAC, bytes of a frame, seconds, and
 * optionally frames a call, whether to pass the queue by (1, the default, or 0), and
 * the length of the prefix of 10.0.0.0 to aim at (8). */
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "bare_frames.h"

enum { BATCH_MAX = 1024, FRAME_SIZE_MAX = 1514 };

struct loop {
    int descriptor;
    size_t frame_size;
    unsigned batch;
    unsigned bits; /* of the addresses aimed at */
    uint8_t frames[BATCH_MAX][FRAME_SIZE_MAX];
    struct iovec parts[BATCH_MAX];
    struct mmsghdr messages[BATCH_MAX];
};

static int open_interface(const char *name, int bypass) {
    int descriptor = socket(AF_PACKET, SOCK_RAW, 0);
    struct sockaddr_ll address = {
        .sll_family = AF_PACKET,
        .sll_ifindex = (int)if_nametoindex(name),
    };

    if (descriptor < 0 ||
        bind(descriptor, (struct sockaddr *)&address, sizeof(address)) != 0 ||
        setsockopt(descriptor, SOL_PACKET, PACKET_QDISC_BYPASS, &bypass,
                   sizeof(bypass)) != 0) {
        perror(name);
        exit(1);
    }
    return descriptor;
}

static void fill_batch(struct loop *loop, const struct ether_addr *destination) {
    for (unsigned i = 0; i < loop->batch; i++) {
        bare_frame_fill(loop->frames[i], loop->frame_size, destination);
        loop->parts[i] = (struct iovec){loop->frames[i], loop->frame_size};
        loop->messages[i].msg_hdr =
            (struct msghdr){.msg_iov = &loop->parts[i], .msg_iovlen = 1};
    }
}

static double now(void) {
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double frames_a_second(struct loop *loop, double seconds) {
    uint32_t state = 1;
    double sent = 0;
    double start = now();

    while (now() - start < seconds) {
        for (unsigned i = 0; i < loop->batch; i++) {
            bare_frame_aim(loop->frames[i], &state, loop->bits);
        }
        int count = sendmmsg(loop->descriptor, loop->messages, loop->batch, 0);

        sent += count > 0 ? count : 0;
    }
    return sent / (now() - start);
}

static unsigned long number(int argc, char **argv, int at, unsigned long otherwise) {
    return at < argc ? strtoul(argv[at], NULL, 10) : otherwise;
}

int main(int argc, char **argv) {
    struct ether_addr *destination = argc > 4 ? ether_aton(argv[2]) : NULL;
    struct loop *loop = calloc(1, sizeof(*loop));

    if (destination == NULL || loop == NULL) {
        fprintf(stderr, "usage: bare_send INTERFACE MAC FRAME_BYTES SECONDS "
                        "[BATCH [BYPASS [PREFIX_LENGTH]]]\n");
        return 2;
    }
    loop->frame_size = number(argc, argv, 3, 0);
    loop->batch = (unsigned)number(argc, argv, 5, 64);
    loop->bits = 32 - (unsigned)number(argc, argv, 7, 8);
    if (loop->frame_size < BARE_FRAME_MIN || loop->frame_size > FRAME_SIZE_MAX ||
        loop->batch == 0 || loop->batch > BATCH_MAX || loop->bits == 0 ||
        loop->bits > 24) {
        fprintf(stderr, "bare_send: a number is out of range\n");
        return 2;
    }
    loop->descriptor = open_interface(argv[1], (int)number(argc, argv, 6, 1));
    fill_batch(loop, destination);
    printf("%.0f\n", frames_a_second(loop, strtod(argv[4], NULL)));
    free(loop);
    return 0;
}
