/* SPDX-License-Identifier: MIT
 * PACKET_RX_RING, version 2 (packet(7)): of its three versions, the one that hands over
 * each packet as it comes. It holds some 131,072 of them. */
#include "ring.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "problem.h"

enum {
    SLOT_SIZE =
        512, /* with the kernel's header; probes have fewer bytes than the rest */
    SLOTS = 1 << 17,
    BLOCK_SIZE = 1 << 18,
};

static bool set_up(struct ring *ring, const char *interface) {
    const int version = TPACKET_V2;
    const struct tpacket_req request = {
        .tp_block_size = BLOCK_SIZE,
        .tp_block_nr = (unsigned)SLOTS / (BLOCK_SIZE / SLOT_SIZE),
        .tp_frame_size = SLOT_SIZE,
        .tp_frame_nr = SLOTS,
    };
    const struct sockaddr_ll address = {
        .sll_family = AF_PACKET,
        .sll_protocol = htons(ETH_P_IP),
        .sll_ifindex = (int)if_nametoindex(interface),
    };

    if (setsockopt(ring->fd, SOL_PACKET, PACKET_VERSION, &version, sizeof(version)) <
            0 ||
        setsockopt(ring->fd, SOL_PACKET, PACKET_RX_RING, &request, sizeof(request)) <
            0) {
        return false;
    }
    ring->memory = mmap(NULL, (size_t)SLOTS * SLOT_SIZE, PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_POPULATE, ring->fd, 0);
    if (ring->memory == MAP_FAILED) {
        ring->memory = NULL;
        return false;
    }
    return bind(ring->fd, (const struct sockaddr *)&address, sizeof(address)) == 0;
}

bool ring_open(struct ring *ring, const char *interface, struct problem *problem) {
    /* Protocol 0: nothing comes before it is bound. */
    *ring = (struct ring){.fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0)};
    if (ring->fd < 0 || !set_up(ring, interface)) {
        return problem_set(problem, "cannot receive on %s: %s", interface,
                           strerror(errno));
    }
    return true;
}

void ring_close(struct ring *ring) {
    if (ring->memory != NULL) {
        munmap(ring->memory, (size_t)SLOTS * SLOT_SIZE);
    }
    if (ring->fd >= 0) {
        close(ring->fd);
    }
}

static struct tpacket2_hdr *next_slot(const struct ring *ring) {
    return (struct tpacket2_hdr *)(void *)(ring->memory +
                                           (size_t)ring->next * SLOT_SIZE);
}

bool ring_peek(struct ring *ring, struct arrival *arrival) {
    struct tpacket2_hdr *slot = next_slot(ring);

    if ((__atomic_load_n(&slot->tp_status, __ATOMIC_ACQUIRE) & TP_STATUS_USER) == 0) {
        return false;
    }
    uint32_t link = (uint32_t)slot->tp_net - slot->tp_mac;

    arrival->packet = (const uint8_t *)slot + slot->tp_net;
    arrival->length = slot->tp_snaplen > link ? slot->tp_snaplen - link : 0;
    arrival->time_ns = (uint64_t)slot->tp_sec * NS_PER_S + slot->tp_nsec;
    return true;
}

void ring_release(struct ring *ring) {
    __atomic_store_n(&next_slot(ring)->tp_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
    ring->next = (ring->next + 1) % SLOTS;
}

uint64_t ring_dropped(const struct ring *ring) {
    struct tpacket_stats stats;
    socklen_t size = sizeof(stats);

    if (getsockopt(ring->fd, SOL_PACKET, PACKET_STATISTICS, &stats, &size) < 0) {
        return 0;
    }
    return stats.tp_drops;
}
