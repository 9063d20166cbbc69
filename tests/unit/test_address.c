/* SPDX-License-Identifier: MIT
 * Addresses are read strictly: what is not plainly one is refused. */
#include <string.h>

#include "base/address.h"
#include "suite.h"

static void dotted_quads_are_read(void) {
    static const struct {
        const char *text;
        uint32_t address;
    } rows[] = {
        {"0.0.0.0", 0},
        {"0.0.0.1", 1},
        {"192.0.2.1", 0xc0000201},
        {"198.51.100.255", 0xc63364ff},
        {"255.255.255.255", 0xffffffff},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint32_t address = 42;

        CHECK_ROW(address_parse(rows[i].text, &address), rows[i].text);
        CHECK_ROW(address == rows[i].address, rows[i].text);
    }
}

static void what_is_no_dotted_quad_is_refused(void) {
    static const char *const rows[] = {
        "",
        " 192.0.2.1",
        "192.0.2.1 ",
        "192.0.2",
        "192.0.2.",
        "192.0.2.1.",
        "192.0.2.256",
        "192.0.2.01",
        "192.0.2.0x1",
        "192.0.2.-1",
        "192.0.2.+1",
        "192..2.1",
        ".192.0.2.1",
        "192.0.2.1.5",
        "3221225985",
        "0300.0.2.1",
        "example.net",
        "192,0,2,1",
        "192.0.2.1/32",
        "192.0.2.0001",
        "00.0.0.0",
        "999999999999.0.2.1",
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint32_t address;

        CHECK_ROW(!address_parse(rows[i], &address), rows[i]);
    }
}

static void ranges_and_blocks_are_read(void) {
    static const struct {
        const char *text;
        struct address_range range;
    } rows[] = {
        {"192.0.2.1", {0xc0000201, 0xc0000201}},
        {"192.0.2.0/24", {0xc0000200, 0xc00002ff}},
        {"192.0.2.77/24", {0xc0000200, 0xc00002ff}}, /* the whole block */
        {"192.0.2.77/32", {0xc000024d, 0xc000024d}},
        {"192.0.2.77/31", {0xc000024c, 0xc000024d}},
        {"192.0.2.77/1", {0x80000000, 0xffffffff}},
        {"0.0.0.0/0", {0, 0xffffffff}},
        {"255.255.255.255/0", {0, 0xffffffff}},
        {"192.0.2.1-192.0.2.9", {0xc0000201, 0xc0000209}},
        {"192.0.2.1-192.0.2.1", {0xc0000201, 0xc0000201}},
        {"0.0.0.0-255.255.255.255", {0, 0xffffffff}},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct address_range range = {42, 42};

        CHECK_ROW(address_range_parse(rows[i].text, &range) == ADDRESS_OK,
                  rows[i].text);
        CHECK_ROW(range.first == rows[i].range.first, rows[i].text);
        CHECK_ROW(range.last == rows[i].range.last, rows[i].text);
    }
}

static void bad_ranges_are_told_apart(void) {
    static const struct {
        const char *text;
        enum address_status status;
    } rows[] = {
        {"", ADDRESS_MALFORMED},
        {"example.net", ADDRESS_MALFORMED},
        {"192.0.2.0 /24", ADDRESS_MALFORMED},
        {"192.0.2.1-9", ADDRESS_MALFORMED},
        {"192.0.2.1-", ADDRESS_MALFORMED},
        {"192.0.2.1 - 192.0.2.9", ADDRESS_MALFORMED},
        {"192.0.2.1-192.0.2.9-192.0.2.11", ADDRESS_MALFORMED},
        {"192.0.2.*", ADDRESS_MALFORMED},
        {"192.0.2.0/", ADDRESS_BAD_PREFIX},
        {"192.0.2.0/33", ADDRESS_BAD_PREFIX},
        {"192.0.2.0/024", ADDRESS_BAD_PREFIX},
        {"192.0.2.0/-1", ADDRESS_BAD_PREFIX},
        {"192.0.2.0/24x", ADDRESS_BAD_PREFIX},
        {"192.0.2.0/255.255.255.0", ADDRESS_BAD_PREFIX},
        {"192.0.2.9-192.0.2.1", ADDRESS_BACKWARDS},
        {"2001:db8::1", ADDRESS_IPV6},
        {"2001:db8::/32", ADDRESS_IPV6},
        {"::ffff:192.0.2.1", ADDRESS_IPV6},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct address_range range;

        CHECK_ROW(address_range_parse(rows[i].text, &range) == rows[i].status,
                  rows[i].text);
        CHECK_ROW(address_status_text(rows[i].status)[0] != '\0', rows[i].text);
    }
}

static void what_is_written_is_read_back(void) {
    uint64_t state = 1;
    unsigned wrong = 0;

    for (int i = 0; i < 10000; i++) {
        char text[ADDRESS_TEXT_SIZE];
        uint32_t address = (uint32_t)draw(&state);
        uint32_t back = 0;

        wrong +=
            !address_parse(address_format(address, text), &back) || back != address;
    }
    CU_ASSERT_EQUAL(wrong, 0);
}

static void the_longest_address_fits_its_text(void) {
    char text[ADDRESS_TEXT_SIZE];

    CU_ASSERT_STRING_EQUAL(address_format(0xffffffff, text), "255.255.255.255");
    CU_ASSERT_STRING_EQUAL(address_format(0, text), "0.0.0.0");
    CU_ASSERT_STRING_EQUAL(address_status_text(ADDRESS_OK), "");
}

static void the_first_block_of_a_range_is_as_large_as_it_can_be(void) {
    static const struct {
        const char *text;
        unsigned bits;
    } rows[] = {
        {"0.0.0.0", 0},
        {"255.255.255.255", 0},
        {"0.0.0.0-255.255.255.255", 32},
        {"0.0.0.0-255.255.255.254", 31},
        {"0.0.0.1-255.255.255.255", 0},
        {"128.0.0.0-255.255.255.255", 31},
        {"192.0.2.0-192.0.2.255", 8},
        {"192.0.2.0-192.0.3.255", 9},
        {"192.0.3.0-192.0.4.255", 8},
        {"192.0.2.0-192.0.2.254", 7},
        {"192.0.2.6-192.0.2.255", 1},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct address_range range;

        CHECK_ROW(address_range_parse(rows[i].text, &range) == ADDRESS_OK,
                  rows[i].text);
        CHECK_ROW(address_block_bits(range) == rows[i].bits, rows[i].text);
    }
}

/* Block after block; returns how many. */
static unsigned split(struct address_range range) {
    uint64_t at = range.first;
    unsigned blocks = 0;

    for (; at <= range.last; blocks++) {
        uint64_t size = 1ULL << address_block_bits(
                            (struct address_range){(uint32_t)at, range.last});

        CU_ASSERT_EQUAL(at % size, 0);
        at += size;
    }
    CU_ASSERT_EQUAL(at, (uint64_t)range.last + 1);
    return blocks;
}

/* Halves: what is in no half alone takes the blocks of both. */
static unsigned fewest(uint64_t base, unsigned bits, struct address_range range) {
    uint64_t half = 1ULL << bits >> 1;

    if (range.last < base || range.first > base + (1ULL << bits) - 1) {
        return 0;
    }
    if (range.first <= base && range.last >= base + (1ULL << bits) - 1) {
        return 1;
    }
    return fewest(base, bits - 1, range) + fewest(base + half, bits - 1, range);
}

static void blocks_cover_a_range_and_none_fewer_do(void) {
    uint64_t state = 5;

    for (int i = 0; i < 2000; i++) {
        uint32_t first = (uint32_t)(draw(&state) >> draw_below(&state, 32));
        uint32_t length = (uint32_t)(draw(&state) >> (32 + draw_below(&state, 32)));
        struct address_range range = {
            first, length > UINT32_MAX - first ? UINT32_MAX : first + length};

        CU_ASSERT_EQUAL(split(range), fewest(0, 32, range));
    }
}

static CU_TestInfo cases[] = {
    CASE(dotted_quads_are_read),
    CASE(what_is_no_dotted_quad_is_refused),
    CASE(ranges_and_blocks_are_read),
    CASE(bad_ranges_are_told_apart),
    CASE(what_is_written_is_read_back),
    CASE(the_longest_address_fits_its_text),
    CASE(the_first_block_of_a_range_is_as_large_as_it_can_be),
    CASE(blocks_cover_a_range_and_none_fewer_do),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"address", cases};
