/* SPDX-License-Identifier: MIT
 * Built packets against hexadecimal, header by header, and against their checksums. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "packet/build.h"
#include "suite.h"

enum { US = 0xc6336401, THEM = 0xc000020a }; /* 198.51.100.1, 192.0.2.10 */
enum { IP_SIZE = 20 };

static const struct ipv4_fields fields = {
    .source = US, .destination = THEM, .id = 0x1234, .ttl = 255};

struct built {
    uint8_t bytes[PACKET_SIZE_MAX];
    size_t length;
    char hex[2 * PACKET_SIZE_MAX + 1];
};

static struct writer begin(struct built *built) {
    struct writer writer;

    writer_init(&writer, built->bytes, sizeof(built->bytes));
    return writer;
}

static void end(struct built *built, const struct writer *writer) {
    built->length = writer_length(writer);
    built->hex[0] = '\0';
    for (size_t i = 0; i < built->length; i++) {
        snprintf(built->hex + 2 * i, 3, "%02x", built->bytes[i]);
    }
}

static void an_echo_request_is_as_drawn_in_the_rfc(void) {
    const struct echo_fields echo = {.id = 0xabcd, .sequence = 0xef01};
    const uint8_t payload[] = {0, 1, 2, 3, 4};
    struct built built;
    struct writer writer = begin(&built);

    build_echo_request(&writer, &fields, &echo, payload, sizeof(payload));
    end(&built, &writer);
    CU_ASSERT_STRING_EQUAL(built.hex, "4500002112340000ff01bd68c6336401c000020a"
                                      "0800572cabcdef01"
                                      "0001020304");
}

static void a_syn_is_as_drawn_in_the_rfc(void) {
    const struct tcp_syn_fields tcp = {
        .source_port = 0xc001, .destination_port = 443, .sequence = 0xdeadbeef};
    struct built built;
    struct writer writer = begin(&built);

    build_tcp_syn(&writer, &fields, &tcp);
    end(&built, &writer);
    CU_ASSERT_STRING_EQUAL(built.hex, "4500002c12340000ff06bd58c6336401c000020a"
                                      "c00101bbdeadbeef000000006002ffff4c8d0000"
                                      "020405b4");
}

static void a_datagram_is_as_drawn_in_the_rfc(void) {
    const struct udp_fields udp = {.source_port = 0xc002, .destination_port = 53};
    struct built built;
    struct writer writer = begin(&built);

    build_udp(&writer, &fields, &udp, (const uint8_t *)"hello", 5);
    end(&built, &writer);
    CU_ASSERT_STRING_EQUAL(built.hex, "4500002112340000ff11bd58c6336401c000020a"
                                      "c0020035000d0f8b"
                                      "68656c6c6f");
}

static void an_empty_datagram_is_a_header(void) {
    const struct ipv4_fields plain = {
        .source = US, .destination = THEM, .id = 0, .ttl = 64};
    const struct udp_fields udp = {.source_port = 0xc002, .destination_port = 53};
    struct built built;
    struct writer writer = begin(&built);

    build_udp(&writer, &plain, &udp, NULL, 0);
    end(&built, &writer);
    CU_ASSERT_STRING_EQUAL(built.hex, "4500001c0000000040118e92c6336401c000020a"
                                      "c002003500085367");
}

/* Adds with end-around carry; over bytes that hold their checksum it yields ffff. */
static uint32_t add_words(uint32_t sum, const uint8_t *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) {
        sum += i % 2 == 0 ? (uint32_t)bytes[i] << 8 : bytes[i];
        sum = sum > 0xffff ? sum - 0xffff : sum;
    }
    return sum;
}

static bool has_sound_checksums(const struct built *built) {
    const uint8_t *ip = built->bytes;
    size_t length = built->length - IP_SIZE;
    const uint8_t pseudo[] = {0, ip[9], (uint8_t)(length >> 8), (uint8_t)length};
    uint32_t sum = add_words(0, ip + IP_SIZE, length);

    if (ip[9] != 1) {
        sum = add_words(add_words(sum, ip + 12, 8), pseudo, sizeof(pseudo));
    }
    return add_words(0, ip, IP_SIZE) == 0xffff && sum == 0xffff;
}

static void draw_packet(uint64_t *state, unsigned kind, struct built *built) {
    const struct ipv4_fields ip = {.source = (uint32_t)draw(state),
                                   .destination = (uint32_t)draw(state),
                                   .id = (uint16_t)draw(state),
                                   .ttl = 255};
    const struct echo_fields echo = {(uint16_t)draw(state), (uint16_t)draw(state)};
    const struct tcp_syn_fields tcp = {(uint16_t)draw(state), (uint16_t)draw(state),
                                       (uint32_t)draw(state)};
    const struct udp_fields udp = {tcp.source_port, tcp.destination_port};
    uint8_t payload[33];
    struct writer writer = begin(built);

    memset(payload, (int)draw(state), sizeof(payload));
    if (kind == 0) {
        build_echo_request(&writer, &ip, &echo, payload, draw_below(state, 34));
    } else if (kind == 1) {
        build_tcp_syn(&writer, &ip, &tcp);
    } else {
        build_udp(&writer, &ip, &udp, payload, draw_below(state, 34));
    }
    built->length = writer_length(&writer);
}

static void checksums_are_sound_whatever_the_fields(void) {
    struct built built;
    uint64_t state = 1;
    unsigned wrong = 0;

    for (unsigned i = 0; i < 300000; i++) {
        draw_packet(&state, i % 3, &built);
        wrong += !has_sound_checksums(&built);
    }
    CU_ASSERT_EQUAL(wrong, 0);
}

/* One of all 16-bit words makes the sum come out as zero, which must not be sent. */
static void a_udp_checksum_is_never_zero(void) {
    const struct udp_fields udp = {.source_port = 0xc002, .destination_port = 53};
    struct built built;
    unsigned zeros = 0;
    unsigned ones = 0;

    for (uint32_t word = 0; word <= 0xffff; word++) {
        const uint8_t payload[] = {(uint8_t)(word >> 8), (uint8_t)word};
        struct writer writer = begin(&built);

        build_udp(&writer, &fields, &udp, payload, sizeof(payload));
        zeros += built.bytes[IP_SIZE + 6] == 0 && built.bytes[IP_SIZE + 7] == 0;
        ones += built.bytes[IP_SIZE + 6] == 0xff && built.bytes[IP_SIZE + 7] == 0xff;
    }
    CU_ASSERT_EQUAL(zeros, 0);
    CU_ASSERT_EQUAL(ones, 1);
}

static void build_one(unsigned kind, struct writer *writer) {
    static const uint8_t payload[12] = {1};
    const struct tcp_syn_fields tcp = {1, 2, 3};

    if (kind == 0) {
        build_echo_request(writer, &fields, &(struct echo_fields){1, 2}, payload, 12);
    } else if (kind == 1) {
        build_tcp_syn(writer, &fields, &tcp);
    } else {
        build_udp(writer, &fields, &(struct udp_fields){1, 2}, payload, 12);
    }
}

/* In memory of exactly that size, so that a sanitizer sees each byte written too far.
 */
static void a_packet_without_room_is_full_and_stays_inside(void) {
    static const size_t sizes[] = {40, 44, 40};

    for (unsigned kind = 0; kind < 3; kind++) {
        for (size_t size = 0; size <= sizes[kind]; size++) {
            uint8_t *bytes = malloc(size + (size == 0));
            struct writer writer;

            writer_init(&writer, bytes, size);
            build_one(kind, &writer);
            CU_ASSERT_EQUAL(writer.is_full, size < sizes[kind]);
            CU_ASSERT_TRUE(writer_length(&writer) <= size);
            free(bytes);
        }
    }
}

static void a_packet_behind_a_link_header_is_the_same(void) {
    const struct udp_fields udp = {.source_port = 0xc002, .destination_port = 53};
    uint8_t frame[64] = {0};
    struct built built;
    struct writer alone = begin(&built);
    struct writer behind;

    build_udp(&alone, &fields, &udp, (const uint8_t *)"hello", 5);
    writer_init(&behind, frame, sizeof(frame));
    write_bytes(&behind, "ethernetheader", 14);
    build_udp(&behind, &fields, &udp, (const uint8_t *)"hello", 5);
    CU_ASSERT_EQUAL(writer_length(&behind), 14 + writer_length(&alone));
    CU_ASSERT_EQUAL(memcmp(frame + 14, built.bytes, writer_length(&alone)), 0);
}

static CU_TestInfo cases[] = {
    CASE(an_echo_request_is_as_drawn_in_the_rfc),
    CASE(a_syn_is_as_drawn_in_the_rfc),
    CASE(a_datagram_is_as_drawn_in_the_rfc),
    CASE(an_empty_datagram_is_a_header),
    CASE(checksums_are_sound_whatever_the_fields),
    CASE(a_udp_checksum_is_never_zero),
    CASE(a_packet_without_room_is_full_and_stays_inside),
    CASE(a_packet_behind_a_link_header_is_the_same),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"build", cases};
