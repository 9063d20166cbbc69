/* SPDX-License-Identifier: MIT
 * Link addresses as text; what the kernel says of interfaces is tested on real ones. */
#include <string.h>

#include "base/error.h"
#include "suite.h"
#include "wire/interface.h"

static void link_addresses_are_read(void) {
    static const struct {
        const char *text;
        uint8_t bytes[MAC_SIZE];
    } rows[] = {
        {"02:00:00:00:00:01", {0x02, 0, 0, 0, 0, 0x01}},
        {"aA:bB:cC:dD:eE:fF", {0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff}},
        {"00:00:00:00:00:00", {0}},
        {"ff:ff:ff:ff:ff:ff", {0xff, 0xff, 0xff, 0xff, 0xff, 0xff}},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct mac mac;

        CHECK_ROW(mac_parse(rows[i].text, &mac), rows[i].text);
        CHECK_ROW(memcmp(mac.bytes, rows[i].bytes, MAC_SIZE) == 0, rows[i].text);
    }
}

static void what_is_no_link_address_is_refused(void) {
    static const char *const rows[] = {
        "",
        "02:00:00:00:00",
        "02:00:00:00:00:0",
        "02:00:00:00:00:01:02",
        "02-00-00-00-00-01",
        "020000000001",
        "02:00:00:00:00:0g",
        "2:0:0:0:0:1",
        "02:00:00:00:00:01 ",
        " 02:00:00:00:00:01",
        "0200.0000.0001",
        "02:00:00:00:00:1 ",
        "+2:00:00:00:00:01",
        "02:00:00: 0:00:01",
        "02-00-00-00-00-01",
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct mac mac;

        CHECK_ROW(!mac_parse(rows[i], &mac), rows[i]);
    }
}

static void what_is_written_is_read_back(void) {
    uint64_t state = 1;

    for (int i = 0; i < 1000; i++) {
        char text[MAC_TEXT_SIZE];
        struct mac mac;
        struct mac back;

        for (int j = 0; j < MAC_SIZE; j++) {
            mac.bytes[j] = (uint8_t)draw(&state);
        }
        CU_ASSERT_TRUE(mac_parse(mac_format(&mac, text), &back));
        CU_ASSERT_EQUAL(memcmp(mac.bytes, back.bytes, MAC_SIZE), 0);
        CU_ASSERT_EQUAL(strlen(text), MAC_TEXT_SIZE - 1);
    }
}

static void an_interface_that_is_not_there_is_named(void) {
    static const char *const rows[] = {"no-such-link", "",
                                       "a-name-longer-than-a-link-can-have"};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct interface interface;
        struct error error;

        CHECK_ROW(!interface_open(rows[i], &interface, &error), rows[i]);
        CHECK_ROW(strncmp(error.text, "no interface '", 14) == 0, rows[i]);
        CHECK_ROW(error.is_usage, rows[i]);
    }
}

static CU_TestInfo cases[] = {
    CASE(link_addresses_are_read),
    CASE(what_is_no_link_address_is_refused),
    CASE(what_is_written_is_read_back),
    CASE(an_interface_that_is_not_there_is_named),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"interface", cases};
