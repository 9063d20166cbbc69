/* SPDX-License-Identifier: MIT
 * Each field of a packet lands where it belongs; odd packets are in tests/packets. */
#include <stdlib.h>
#include <string.h>

#include "packet/headers.h"
#include "packet/parse.h"
#include "suite.h"

static const uint8_t tcp_packet[] = {
    0x45, 0x00, 0x00, 0x28, 0x12, 0x34, 0x40, 0x00, 0x37, 0x06, 0x00, 0x00, /* IPv4 */
    0xc0, 0x00, 0x02, 0x0a, 0xc6, 0x33, 0x64, 0x01, 0x01, 0xbb, 0xc0, 0x01,
    0xde, 0xad, 0xbe, 0xef, 0x01, 0x02, 0x03, 0x04, /* TCP */
    0x50, 0x12, 0xfa, 0xf0, 0x00, 0x00, 0x00, 0x00};

static const uint8_t udp_packet[] = {
    0x45, 0x00, 0x00, 0x1f, 0x00, 0x01, 0x00, 0x00, 0x40, 0x11, 0x00, 0x00, /* IPv4 */
    0xc0, 0x00, 0x02, 0x0a, 0xc6, 0x33, 0x64, 0x01, 0x00, 0x35, 0xc0, 0x02,
    0x00, 0x0b, 0xbe, 0xef,                    /* UDP */
    0x61, 0x62, 0x63, 0xee, 0xee, 0xee, 0xee}; /* padded */

static const uint8_t error_packet[] = {
    0x45, 0x00, 0x00, 0x38, 0x00, 0x00, 0x00, 0x00, 0xfe, 0x01, 0x00, 0x00, /* IPv4 */
    0xcb, 0x00, 0x71, 0x01, 0xc6, 0x33, 0x64, 0x01, 0x0b, 0x00, 0x11, 0x11,
    0x22, 0x22, 0x33, 0x33,                                                 /* ICMP */
    0x45, 0x00, 0x00, 0x2c, 0x56, 0x78, 0x00, 0x00, 0x01, 0x06, 0x00, 0x00, /* quoted */
    0xc6, 0x33, 0x64, 0x01, 0xc0, 0x00, 0x02, 0x0a, 0xc0, 0x01, 0x01, 0xbb,
    0xde, 0xad, 0xbe, 0xef};

static void the_fields_of_ipv4_and_tcp_are_read(void) {
    struct packet packet;
    struct span span = {tcp_packet, sizeof(tcp_packet)};

    CU_ASSERT_EQUAL(parse_ipv4(span, &packet), PARSE_OK);
    CU_ASSERT_EQUAL(packet.ip.source, 0xc000020a);
    CU_ASSERT_EQUAL(packet.ip.destination, 0xc6336401);
    CU_ASSERT_EQUAL(packet.ip.id, 0x1234);
    CU_ASSERT_EQUAL(packet.ip.ttl, 0x37);
    CU_ASSERT_EQUAL(packet.ip.protocol, PROTOCOL_TCP);
    CU_ASSERT_EQUAL(packet.ip.transport.available, 20);
    CU_ASSERT_EQUAL(packet.ip.transport.source_port, 443);
    CU_ASSERT_EQUAL(packet.ip.transport.destination_port, 0xc001);
    CU_ASSERT_EQUAL(packet.ip.transport.sequence, 0xdeadbeef);
    CU_ASSERT_EQUAL(packet.ip.transport.acknowledgement, 0x01020304);
    CU_ASSERT_EQUAL(packet.ip.transport.tcp_flags, TCP_SYN | TCP_ACK);
    CU_ASSERT_FALSE(packet.has_quote);
}

static void the_fields_of_udp_are_read_without_the_padding(void) {
    struct packet packet;
    struct span span = {udp_packet, sizeof(udp_packet)};

    CU_ASSERT_EQUAL(parse_ipv4(span, &packet), PARSE_OK);
    CU_ASSERT_EQUAL(packet.ip.transport.source_port, 53);
    CU_ASSERT_EQUAL(packet.ip.transport.destination_port, 0xc002);
    CU_ASSERT_EQUAL(packet.ip.transport.checksum, 0xbeef);
    CU_ASSERT_EQUAL(packet.ip.transport.payload.length, 3);
    CU_ASSERT_EQUAL(memcmp(packet.ip.transport.payload.bytes, "abc", 3), 0);
}

static void the_quote_of_an_error_is_read(void) {
    struct packet packet;
    struct span span = {error_packet, sizeof(error_packet)};

    CU_ASSERT_EQUAL(parse_ipv4(span, &packet), PARSE_OK);
    CU_ASSERT_EQUAL(packet.ip.transport.icmp_type, ICMP_TIME_EXCEEDED);
    CU_ASSERT_EQUAL(packet.ip.transport.icmp_code, 0);
    CU_ASSERT_TRUE(packet.has_quote);
    CU_ASSERT_EQUAL(packet.quoted.source, 0xc6336401);
    CU_ASSERT_EQUAL(packet.quoted.destination, 0xc000020a);
    CU_ASSERT_EQUAL(packet.quoted.id, 0x5678);
    CU_ASSERT_EQUAL(packet.quoted.ttl, 1);
    CU_ASSERT_EQUAL(packet.quoted.transport.available, 8);
    CU_ASSERT_EQUAL(packet.quoted.transport.source_port, 0xc001);
    CU_ASSERT_EQUAL(packet.quoted.transport.sequence, 0xdeadbeef);
}

static void fields_that_a_quote_lacks_are_zero(void) {
    struct packet packet;
    struct span span = {error_packet, sizeof(error_packet) - 4};

    CU_ASSERT_EQUAL(parse_ipv4(span, &packet), PARSE_OK);
    CU_ASSERT_TRUE(packet.has_quote);
    CU_ASSERT_EQUAL(packet.quoted.transport.available, 4);
    CU_ASSERT_EQUAL(packet.quoted.transport.destination_port, 443);
    CU_ASSERT_EQUAL(packet.quoted.transport.sequence, 0);
}

static void an_echo_reply_is_no_quote(void) {
    uint8_t bytes[sizeof(error_packet)];
    struct packet packet;

    memcpy(bytes, error_packet, sizeof(bytes));
    bytes[20] = ICMP_ECHO_REPLY;
    CU_ASSERT_EQUAL(parse_ipv4((struct span){bytes, sizeof(bytes)}, &packet), PARSE_OK);
    CU_ASSERT_FALSE(packet.has_quote);
    CU_ASSERT_EQUAL(packet.ip.transport.id, 0x2222);
    CU_ASSERT_EQUAL(packet.ip.transport.sequence, 0x3333);
    CU_ASSERT_EQUAL(packet.ip.transport.payload.length, 28);
}

/* Offers the byte at `at` with each of its values. */
static void offer_all(const uint8_t *packet, size_t length, size_t at) {
    uint8_t *bytes = malloc(length);

    memcpy(bytes, packet, length);
    for (unsigned value = 0; value < 256; value++) {
        struct packet parsed;

        bytes[at] = (uint8_t)value;
        enum parse_status status = parse_ipv4((struct span){bytes, length}, &parsed);
        CU_ASSERT_TRUE(status != PARSE_OK ||
                       parsed.ip.transport.available <= length - IPV4_HEADER_SIZE);
    }
    free(bytes);
}

static void no_value_of_any_byte_reads_too_far(void) {
    for (size_t at = 0; at < sizeof(error_packet); at++) {
        offer_all(error_packet, sizeof(error_packet), at);
    }
    for (size_t at = 0; at < sizeof(udp_packet); at++) {
        offer_all(udp_packet, sizeof(udp_packet), at);
    }
}

static CU_TestInfo cases[] = {
    CASE(the_fields_of_ipv4_and_tcp_are_read),
    CASE(the_fields_of_udp_are_read_without_the_padding),
    CASE(the_quote_of_an_error_is_read),
    CASE(fields_that_a_quote_lacks_are_zero),
    CASE(an_echo_reply_is_no_quote),
    CASE(no_value_of_any_byte_reads_too_far),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"parse", cases};
