/* SPDX-License-Identifier: MIT
 * Most frames are answers that should be accepted, each with one or two oddities that
 * were seen in the wild: random bytes alone would never get past a keyed field. */
#include "craft.h"

#include <pcap/dlt.h>
#include <string.h>

#include "base/bytes.h"
#include "dice.h"
#include "packet/headers.h"
#include "probe/probe_set.h"
#include "world.h"

enum { ROUTER = 0xcb007101, TARGETS = 256, SCANNED_FIRST = 0xc0000200 };

/* One answer while it is made. */
struct craft {
    struct dice *dice;
    const struct probe_set *set;
    struct probe_request request;
    uint8_t sent[PACKET_SIZE_MAX]; /* the probe that is answered */
    size_t sent_length;
    struct writer writer;
};

#define PICK(dice, table)                                                              \
    ((table)[dice_below((dice), sizeof(table) / sizeof((table)[0]))])

static void choose_probe(struct craft *craft) {
    const struct probe_set *set = craft->set;
    uint32_t target = SCANNED_FIRST + (uint32_t)dice_below(craft->dice, TARGETS);
    struct writer writer;

    if (dice_one_in(craft->dice, 16)) {
        target = (uint32_t)dice_next(craft->dice);
    }
    craft->request =
        probe_set_request(set, target, (unsigned)dice_below(craft->dice, set->count),
                          1 + (unsigned)dice_below(craft->dice, set->attempts));
    writer_init(&writer, craft->sent, sizeof(craft->sent));
    probe_set_build(&craft->request, &writer);
    craft->sent_length = writer_length(&writer);
}

static void write_random(struct craft *craft, size_t length) {
    for (size_t i = 0; i < length; i++) {
        write_u8(&craft->writer, (uint8_t)dice_below(craft->dice, 256));
    }
}

/* The quoted or echoed probe from `from` on, sometimes cut short. */
static void write_sent(struct craft *craft, size_t from, size_t to) {
    if (to > craft->sent_length) {
        to = craft->sent_length;
    }
    if (from < to) {
        write_bytes(&craft->writer, craft->sent + from, to - from);
    }
}

static uint16_t rarely_other(struct craft *craft, uint16_t value) {
    return dice_one_in(craft->dice, 12) ? (uint16_t)dice_next(craft->dice) : value;
}

static void craft_echo_reply(struct craft *craft) {
    struct writer *writer = &craft->writer;

    write_u8(writer, ICMP_ECHO_REPLY);
    write_u8(writer, (uint8_t)(dice_one_in(craft->dice, 8) ? 3 : 0));
    write_u16(writer, 0);
    write_u16(writer, rarely_other(craft, (uint16_t)(craft->request.cookie.tag >> 16)));
    write_u16(writer, rarely_other(craft, (uint16_t)craft->request.cookie.tag));
    if (dice_one_in(craft->dice, 6)) {
        write_sent(craft, IPV4_HEADER_SIZE + ICMP_HEADER_SIZE,
                   28 + dice_below(craft->dice, 14));
    } else {
        write_sent(craft, IPV4_HEADER_SIZE + ICMP_HEADER_SIZE, craft->sent_length);
        write_random(craft, dice_one_in(craft->dice, 4) ? 8 : 0);
    }
}

static void craft_tcp(struct craft *craft) {
    static const uint8_t flags[] = {
        TCP_SYN | TCP_ACK,
        TCP_SYN | TCP_ACK | TCP_ECE,
        TCP_RST | TCP_ACK,
        TCP_RST,
        TCP_ACK,
        TCP_FIN | TCP_ACK,
        TCP_SYN,
        TCP_PSH | TCP_ACK,
        0,
        255,
    };
    struct writer *writer = &craft->writer;
    uint32_t tag = craft->request.cookie.tag;
    uint32_t acknowledged[] = {tag + 1, tag + 1, tag,
                               0,       tag - 1, (uint32_t)dice_next(craft->dice)};

    write_u16(writer, rarely_other(craft, craft->request.destination_port));
    write_u16(writer, rarely_other(craft, craft->request.source_port));
    write_u32(writer, (uint32_t)dice_next(craft->dice));
    write_u32(writer, PICK(craft->dice, acknowledged));
    write_u8(writer, dice_one_in(craft->dice, 8) ? (uint8_t)dice_next(craft->dice)
                                                 : TCP_HEADER_SIZE / 4 << 4);
    write_u8(writer, PICK(craft->dice, flags));
    write_random(craft, 6 + (dice_one_in(craft->dice, 4) ? 12 : 0));
}

static void craft_dns(struct craft *craft) {
    size_t start = writer_length(&craft->writer);

    write_sent(craft, IPV4_HEADER_SIZE + UDP_HEADER_SIZE,
               dice_one_in(craft->dice, 4) ? 40 : craft->sent_length);
    if (!dice_one_in(craft->dice, 8) && !craft->writer.is_full) {
        writer_patch_u16(&craft->writer, start + 2,
                         (uint16_t)(0x8180 + dice_below(craft->dice, 6)));
    }
    write_random(craft, dice_below(craft->dice, 32));
}

/* The client's transmit timestamp comes back as the origin timestamp. */
static void craft_ntp(struct craft *craft) {
    struct writer *writer = &craft->writer;

    write_u8(writer,
             dice_one_in(craft->dice, 6) ? (uint8_t)dice_next(craft->dice) : 36);
    write_u8(writer, (uint8_t)dice_below(craft->dice, 17));
    write_random(craft, 22);
    write_sent(craft, IPV4_HEADER_SIZE + UDP_HEADER_SIZE + 40, craft->sent_length);
    write_random(craft, dice_one_in(craft->dice, 4) ? dice_below(craft->dice, 24) : 16);
}

static void craft_payload(struct craft *craft) {
    if (craft->request.probe->type == &udp_dns) {
        craft_dns(craft);
    } else if (craft->request.probe->type == &udp_ntp) {
        craft_ntp(craft);
    } else {
        write_random(craft, dice_below(craft->dice, 64));
    }
}

static void craft_udp(struct craft *craft) {
    struct writer *writer = &craft->writer;
    size_t start = writer_length(writer);

    write_u16(writer, rarely_other(craft, craft->request.destination_port));
    write_u16(writer, rarely_other(craft, craft->request.source_port));
    write_u16(writer, 0);
    write_u16(writer, (uint16_t)dice_next(craft->dice));
    craft_payload(craft);
    if (!writer->is_full) {
        writer_patch_u16(
            writer, start + 4,
            rarely_other(craft, (uint16_t)(writer_length(writer) - start)));
    }
}

/* What routers do to the packet that they quote. */
static void rewrite_quote(struct craft *craft) {
    static const uint8_t header_bytes[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    static const uint8_t address_bytes[] = {12, 13, 16, 17, 18, 19};
    uint8_t byte = (uint8_t)dice_next(craft->dice);

    switch (dice_below(craft->dice, 8)) {
    case 0:
        craft->sent[PICK(craft->dice, header_bytes)] = byte;
        break;
    case 1:
        craft->sent[PICK(craft->dice, address_bytes)] = byte;
        break;
    case 2: /* the ID in host order */
        byte = craft->sent[4];
        craft->sent[4] = craft->sent[5];
        craft->sent[5] = byte;
        break;
    case 3: /* ports, sequence, checksum, payload */
        craft->sent[20 + dice_below(craft->dice, craft->sent_length - 20)] = byte;
        break;
    default:
        break;
    }
}

/* RFC 4884: the quote is padded to 128 bytes, and an extension structure follows. */
static void write_extension(struct craft *craft, size_t start) {
    struct writer *writer = &craft->writer;

    while (!writer->is_full && writer_length(writer) - start < 128) {
        write_u8(writer, 0);
    }
    write_u8(writer, 0x20); /* version 2 */
    write_u8(writer, 0);
    write_u16(writer, 0);
    write_u16(writer, 8); /* one object: an MPLS label stack */
    write_u16(writer, 0x0101);
    write_u32(writer, (uint32_t)dice_next(craft->dice));
}

static void craft_error(struct craft *craft) {
    static const uint8_t types[] = {
        ICMP_UNREACHABLE,   ICMP_UNREACHABLE,       ICMP_SOURCE_QUENCH, ICMP_REDIRECT,
        ICMP_TIME_EXCEEDED, ICMP_PARAMETER_PROBLEM, ICMP_ECHO_REQUEST,  13};
    static const size_t ends[] = {28, 28, 24, 20, 23, 26, 40, 48, 52, PACKET_SIZE_MAX};
    bool is_extended = dice_one_in(craft->dice, 5);
    struct writer *writer = &craft->writer;

    write_u8(writer, PICK(craft->dice, types));
    write_u8(writer, (uint8_t)dice_below(craft->dice, 17));
    write_u16(writer, 0);
    write_u32(writer, is_extended ? 32 << 16 : (uint32_t)dice_below(craft->dice, 2));
    rewrite_quote(craft);
    size_t start = writer_length(writer);
    write_sent(craft, 0, PICK(craft->dice, ends));
    if (is_extended) {
        write_extension(craft, start);
    }
}

enum { ANSWERS = 3 };

/* The answer of the host itself to this family, or an error. */
static enum ip_protocol protocol_of(const struct craft *craft, bool is_error) {
    static const enum ip_protocol protocols[] = {
        [FAMILY_ICMP] = PROTOCOL_ICMP,
        [FAMILY_TCP] = PROTOCOL_TCP,
        [FAMILY_UDP] = PROTOCOL_UDP,
    };

    return is_error ? PROTOCOL_ICMP : protocols[craft->request.probe->type->family];
}

static void craft_transport(struct craft *craft, bool is_error) {
    if (is_error) {
        craft_error(craft);
        return;
    }
    switch (craft->request.probe->type->family) {
    case FAMILY_ICMP:
        craft_echo_reply(craft);
        break;
    case FAMILY_TCP:
        craft_tcp(craft);
        break;
    case FAMILY_UDP:
        craft_udp(craft);
        break;
    }
}

/* Don't-fragment, first of several fragments, and a later fragment. */
static uint16_t fragment_field(struct craft *craft) {
    static const uint16_t fields[] = {0x4000, 0x2000, 0x0001, 0x2010};

    return dice_one_in(craft->dice, 12) ? PICK(craft->dice, fields) : 0;
}

static void craft_ipv4(struct craft *craft) {
    struct writer *writer = &craft->writer;
    bool is_error = dice_one_in(craft->dice, ANSWERS);
    bool is_other = dice_one_in(craft->dice, is_error ? 2 : 12);
    uint8_t options = dice_one_in(craft->dice, 10) ? 2 : 0;
    uint8_t protocol = (uint8_t)protocol_of(craft, is_error);
    size_t start = writer_length(writer);

    write_u8(writer, (uint8_t)(0x45 + options));
    write_u8(writer, 0);
    write_u16(writer, 0);
    write_u16(writer, (uint16_t)dice_next(craft->dice));
    write_u16(writer, fragment_field(craft));
    write_u8(writer, (uint8_t)dice_next(craft->dice));
    write_u8(writer, dice_one_in(craft->dice, 60) ? 47 : protocol);
    write_u16(writer, 0);
    write_u32(writer, is_other ? ROUTER : craft->request.ip.destination);
    write_u32(writer, craft->set->source);
    for (uint8_t i = 0; i < options; i++) {
        write_u32(writer, 0x01010101); /* no operation, RFC 791 3.1 */
    }
    craft_transport(craft, is_error);
    if (!writer->is_full) {
        writer_patch_u16(
            writer, start + 2,
            rarely_other(craft, (uint16_t)(writer_length(writer) - start)));
    }
}

static void write_zeros(struct writer *writer, size_t count) {
    for (size_t i = 0; i < count; i++) {
        write_u8(writer, 0);
    }
}

static void write_ether_type(struct craft *craft) {
    while (dice_one_in(craft->dice, 8)) {
        write_u16(&craft->writer,
                  dice_one_in(craft->dice, 2) ? ETHER_VLAN : ETHER_VLAN_AD);
        write_u16(&craft->writer, (uint16_t)dice_next(craft->dice));
    }
    write_u16(&craft->writer, ETHER_IPV4);
}

static void write_link_header(struct craft *craft, int link_type) {
    switch (link_type) {
    case DLT_EN10MB:
        write_zeros(&craft->writer, 12);
        write_ether_type(craft);
        break;
    case DLT_LINUX_SLL:
        write_zeros(&craft->writer, 14);
        write_ether_type(craft);
        break;
    case DLT_LINUX_SLL2:
        write_u16(&craft->writer, ETHER_IPV4);
        write_zeros(&craft->writer, 18);
        break;
    case DLT_NULL:
    case DLT_LOOP:
        write_u32(&craft->writer, 2); /* AF_INET */
        break;
    default:
        break;
    }
}

size_t craft_frame(struct dice *dice, const struct probe_set *set, int link_type,
                   uint8_t *frame) {
    struct craft craft = {.dice = dice, .set = set};

    choose_probe(&craft);
    writer_init(&craft.writer, frame, CRAFT_FRAME_MAX);
    write_link_header(&craft, link_type);
    craft_ipv4(&craft);
    size_t length = writer_length(&craft.writer);
    if (dice_one_in(dice, 20)) {
        length = dice_below(dice, length + 1); /* as captured with a short snaplen */
    }
    return length;
}
