/* SPDX-License-Identifier: MIT
 * Sends ARP requests and reads the answers from a packet socket of its own. */
#include "wire/arp.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/address.h"
#include "base/bytes.h"
#include "base/clock.h"
#include "base/error.h"

/* RFC 826: Ethernet and IPv4. */
enum { HARDWARE_ETHERNET = 1, OPERATION_REQUEST = 1, OPERATION_REPLY = 2 };
enum { ARP_MESSAGE_SIZE = 28, ASK_TIMES = 4, ASK_EVERY_MS = 500 };
enum {
    SENDER_OFFSET = 14, /* of the sender's IPv4 address in a message */
    HEAR_MAX = 64,      /* messages at once */
    ROOM_SIZE = 256,    /* for one message; what is longer is no concern */
};

struct arp {
    int fd;
    struct interface interface;
    uint32_t source;
};

static bool bind_socket(int fd, int interface) {
    struct sockaddr_ll address = {
        .sll_family = AF_PACKET,
        .sll_protocol = htons(ETH_P_ARP),
        .sll_ifindex = interface,
    };

    return bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0;
}

struct arp *arp_open(const struct interface *interface, uint32_t source,
                     struct error *error) {
    struct arp *arp = calloc(1, sizeof(*arp));

    if (arp == NULL) {
        error_set(error, "out of memory for ARP");
        return NULL;
    }
    arp->interface = *interface;
    arp->source = source;
    arp->fd =
        socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, htons(ETH_P_ARP));
    if (arp->fd < 0 || !bind_socket(arp->fd, interface->index)) {
        error_set(error, "cannot send ARP on '%s': %s", interface->name,
                  strerror(errno));
        arp_close(arp);
        return NULL;
    }
    return arp;
}

void arp_close(struct arp *arp) {
    if (arp != NULL) {
        if (arp->fd >= 0) {
            close(arp->fd);
        }
        free(arp);
    }
}

bool arp_ask(struct arp *arp, uint32_t address) {
    uint8_t message[ARP_MESSAGE_SIZE];
    struct writer writer;
    struct sockaddr_ll everyone = {
        .sll_family = AF_PACKET,
        .sll_protocol = htons(ETH_P_ARP),
        .sll_ifindex = arp->interface.index,
        .sll_halen = MAC_SIZE,
    };

    memset(everyone.sll_addr, 0xff, MAC_SIZE);
    writer_init(&writer, message, sizeof(message));
    write_u16(&writer, HARDWARE_ETHERNET);
    write_u16(&writer, ETH_P_IP);
    write_u8(&writer, MAC_SIZE);
    write_u8(&writer, sizeof(address));
    write_u16(&writer, OPERATION_REQUEST);
    write_bytes(&writer, arp->interface.mac.bytes, MAC_SIZE);
    write_u32(&writer, arp->source);
    write_bytes(&writer, (uint8_t[MAC_SIZE]){0}, MAC_SIZE);
    write_u32(&writer, address);
    return sendto(arp->fd, message, sizeof(message), 0, (struct sockaddr *)&everyone,
                  sizeof(everyone)) == (ssize_t)sizeof(message);
}

static bool parse_message(const uint8_t *message, size_t length,
                          struct arp_claim *claim) {
    struct reader reader;

    reader_init(&reader, message, length);
    bool is_ours = read_u16(&reader) == HARDWARE_ETHERNET;
    is_ours &= read_u16(&reader) == ETH_P_IP;
    is_ours &= read_u8(&reader) == MAC_SIZE;
    is_ours &= read_u8(&reader) == sizeof(claim->address);
    claim->is_reply = read_u16(&reader) == OPERATION_REPLY;
    for (int i = 0; i < MAC_SIZE; i++) {
        claim->mac.bytes[i] = read_u8(&reader);
    }
    claim->address = read_u32(&reader);
    return is_ours && !reader.is_short;
}

static int ms_until(uint64_t deadline_ns) {
    uint64_t now = clock_monotonic_ns();

    return now >= deadline_ns ? 0
                              : (int)((deadline_ns - now + NS_PER_MS - 1) / NS_PER_MS);
}

void arp_collect(struct arp *arp, uint64_t deadline_ns, arp_answer_fn *on_answer,
                 void *context, const bool *until) {
    struct pollfd waiting = {.fd = arp->fd, .events = POLLIN};

    while ((until == NULL || !*until) && poll(&waiting, 1, ms_until(deadline_ns)) > 0) {
        uint8_t message[ROOM_SIZE];
        ssize_t length = recv(arp->fd, message, sizeof(message), 0);
        struct arp_claim claim;

        if (length < 0 && errno != EAGAIN && errno != EINTR) {
            return;
        }
        if (length > 0 && parse_message(message, (size_t)length, &claim) &&
            claim.is_reply) {
            on_answer(context, claim.address, &claim.mac);
        }
    }
}

int arp_fd(const struct arp *arp) {
    return arp->fd;
}

/* So that a link full of other ARP cannot crowd it out. */
bool arp_listen_for(struct arp *arp, uint32_t address) {
    struct sock_filter steps[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, SENDER_OFFSET),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, address, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, ROOM_SIZE),
        BPF_STMT(BPF_RET | BPF_K, 0),
    };
    const struct sock_fprog filter = {sizeof(steps) / sizeof(steps[0]), steps};

    return setsockopt(arp->fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter)) ==
           0;
}

void arp_hear(struct arp *arp, arp_claim_fn *on_claim, void *context) {
    for (int i = 0; i < HEAR_MAX; i++) {
        uint8_t message[ROOM_SIZE];
        struct sockaddr_ll from = {0};
        socklen_t from_size = sizeof(from);
        ssize_t length = recvfrom(arp->fd, message, sizeof(message), 0,
                                  (struct sockaddr *)&from, &from_size);
        struct arp_claim claim;

        if (length < 0 && errno != EINTR) {
            return;
        }
        if (length > 0 && from.sll_pkttype != PACKET_OTHERHOST &&
            parse_message(message, (size_t)length, &claim)) {
            on_claim(context, &claim);
        }
    }
}

struct resolution {
    uint32_t address;
    struct mac *mac;
    bool is_found;
};

static void on_resolved(void *context, uint32_t address, const struct mac *mac) {
    struct resolution *resolution = context;

    if (address == resolution->address) {
        *resolution->mac = *mac;
        resolution->is_found = true;
    }
}

bool arp_resolve(const struct interface *interface, uint32_t source, uint32_t address,
                 struct mac *mac, struct error *error) {
    struct resolution resolution = {.address = address, .mac = mac};
    struct arp *arp = arp_open(interface, source, error);
    char text[ADDRESS_TEXT_SIZE];

    if (arp == NULL) {
        return false;
    }
    for (int i = 0; i < ASK_TIMES && !resolution.is_found; i++) {
        arp_ask(arp, address);
        arp_collect(arp, clock_monotonic_ns() + (uint64_t)ASK_EVERY_MS * NS_PER_MS,
                    on_resolved, &resolution, &resolution.is_found);
    }
    arp_close(arp);
    return resolution.is_found ||
           error_set(error,
                     "gateway %s does not answer ARP on '%s'; check the route, or "
                     "give --gateway-mac",
                     address_format(address, text), interface->name);
}
