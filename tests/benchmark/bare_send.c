/* SPDX-License-Identifier: MIT
 * Sends frames as fast as sendmmsg takes them and prints how many a second: a
 * yardstick. Arguments: interface, destination MAC, bytes of a frame, seconds. */
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/ether.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 64, FRAME_SIZE_MAX = 1514, ARGUMENTS = 5 };

static uint8_t frames[BATCH][FRAME_SIZE_MAX];
static struct iovec parts[BATCH];
static struct mmsghdr messages[BATCH];

static int open_interface(const char *name) {
    int yes = 1;
    int descriptor = socket(AF_PACKET, SOCK_RAW, 0);
    struct sockaddr_ll address = {
        .sll_family = AF_PACKET,
        .sll_ifindex = (int)if_nametoindex(name),
    };

    if (descriptor < 0 ||
        bind(descriptor, (struct sockaddr *)&address, sizeof(address)) != 0 ||
        setsockopt(descriptor, SOL_PACKET, PACKET_QDISC_BYPASS, &yes, sizeof(yes)) !=
            0) {
        perror(name);
        exit(1);
    }
    return descriptor;
}

static void fill_batch(const struct ether_addr *destination, size_t frame_size) {
    for (int i = 0; i < BATCH; i++) {
        struct ethhdr *header = (struct ethhdr *)frames[i];

        memcpy(header->h_dest, destination, ETH_ALEN);
        header->h_proto = htons(ETH_P_IP);
        parts[i] = (struct iovec){frames[i], frame_size};
        messages[i].msg_hdr = (struct msghdr){.msg_iov = &parts[i], .msg_iovlen = 1};
    }
}

static double now(void) {
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double frames_a_second(int descriptor, double seconds) {
    double sent = 0;
    double start = now();

    while (now() - start < seconds) {
        int count = sendmmsg(descriptor, messages, BATCH, 0);

        sent += count > 0 ? count : 0;
    }
    return sent / (now() - start);
}

int main(int argc, char **argv) {
    struct ether_addr *destination = argc == ARGUMENTS ? ether_aton(argv[2]) : NULL;
    size_t frame_size = argc == ARGUMENTS ? strtoul(argv[3], NULL, 10) : 0;

    if (destination == NULL || frame_size < ETH_HLEN || frame_size > FRAME_SIZE_MAX) {
        fprintf(stderr, "usage: bare_send INTERFACE MAC FRAME_BYTES SECONDS\n");
        return 2;
    }
    fill_batch(destination, frame_size);
    printf("%.0f\n", frames_a_second(open_interface(argv[1]), strtod(argv[4], NULL)));
    return 0;
}
