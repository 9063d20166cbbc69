/* SPDX-License-Identifier: MIT
 * Where the IPv4 packet begins, for each link type; whole frames are in tests/packets.
 */
#include <pcap/dlt.h>
#include <string.h>

#include "packet/parse.h"
#include "suite.h"

struct row {
    const char *what;
    int link_type;
    size_t start; /* of the IPv4 packet */
    uint8_t head[24];
};

static const struct row rows[] = {
    {"Ethernet", DLT_EN10MB, 14, {[12] = 0x08, 0x00}},
    {"one tag", DLT_EN10MB, 18, {[12] = 0x81, 0x00, 0x00, 0x64, 0x08, 0x00}},
    {"two tags",
     DLT_EN10MB,
     22,
     {[12] = 0x88, 0xa8, 0x00, 0x64, 0x81, 0x00, 0x00, 0x64, 0x08, 0x00}},
    {"raw", DLT_RAW, 0, {0}},
    {"raw IPv4", DLT_IPV4, 0, {0}},
    {"cooked", DLT_LINUX_SLL, 16, {[14] = 0x08, 0x00}},
    {"cooked, one tag", DLT_LINUX_SLL, 20, {[14] = 0x81, 0x00, 0x00, 0x64, 0x08, 0x00}},
    {"cooked, version 2", DLT_LINUX_SLL2, 20, {0x08, 0x00}},
    {"cooked, version 2, one tag",
     DLT_LINUX_SLL2,
     24,
     {[0] = 0x81, 0x00, [20] = 0x00, 0x64, 0x08, 0x00}},
    {"loopback, little endian", DLT_NULL, 4, {0x02, 0x00, 0x00, 0x00}},
    {"loopback, big endian", DLT_NULL, 4, {0x00, 0x00, 0x00, 0x02}},
    {"loopback of OpenBSD", DLT_LOOP, 4, {0x00, 0x00, 0x00, 0x02}},
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static void the_packet_begins_behind_the_header(void) {
    for (int i = 0; i < ROWS; i++) {
        struct span frame = {rows[i].head, sizeof(rows[i].head)};
        struct span ipv4 = {NULL, 99};

        CHECK_ROW(parse_link(rows[i].link_type, frame, &ipv4), rows[i].what);
        CHECK_ROW(ipv4.bytes == frame.bytes + rows[i].start, rows[i].what);
        CHECK_ROW(ipv4.length == frame.length - rows[i].start, rows[i].what);
    }
}

static void a_header_that_is_cut_holds_no_packet(void) {
    for (int i = 0; i < ROWS; i++) {
        for (size_t length = 0; length < rows[i].start; length++) {
            struct span frame = {rows[i].head, length};
            struct span ipv4;

            CHECK_ROW(!parse_link(rows[i].link_type, frame, &ipv4), rows[i].what);
        }
    }
}

static void types_in_the_table_are_known_and_others_not(void) {
    static const int others[] = {DLT_IEEE802_11, DLT_PPP, DLT_IPV6, -1};

    for (int i = 0; i < ROWS; i++) {
        CHECK_ROW(parse_link_is_known(rows[i].link_type), rows[i].what);
    }
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        struct span frame = {rows[0].head, sizeof(rows[0].head)};
        struct span ipv4;

        CU_ASSERT_FALSE(parse_link_is_known(others[i]));
        CU_ASSERT_FALSE(parse_link(others[i], frame, &ipv4));
    }
}

static void only_ipv4_is_taken(void) {
    static const uint16_t types[] = {0x0806, 0x86dd, 0x88cc, 0x0026, 0x0000};

    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        const uint8_t bytes[40] = {
            [12] = (uint8_t)(types[i] >> 8), [13] = (uint8_t)types[i]};
        struct span ipv4;

        CU_ASSERT_FALSE(
            parse_link(DLT_EN10MB, (struct span){bytes, sizeof(bytes)}, &ipv4));
    }
}

static CU_TestInfo cases[] = {
    CASE(the_packet_begins_behind_the_header),
    CASE(a_header_that_is_cut_holds_no_packet),
    CASE(types_in_the_table_are_known_and_others_not),
    CASE(only_ipv4_is_taken),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"link", cases};
