/* SPDX-License-Identifier: MIT
 * Lists are read line by line, and a line that is not understood stops the scan. */
#include <string.h>

#include "base/error.h"
#include "suite.h"
#include "target/range_set.h"
#include "target/target_list.h"

static void lists_are_read_whatever_their_form(void) {
    static const struct {
        const char *what;
        const char *text;
        uint64_t count;
    } rows[] = {
        {"one address", "192.0.2.1\n", 1},
        {"no newline at the end", "192.0.2.1\n192.0.2.3", 2},
        {"carriage returns", "192.0.2.0/30\r\n192.0.2.8\r\n", 5},
        {"a carriage return at the end", "192.0.2.1\r", 1},
        {"comments", "# all\n192.0.2.1 # one\n#192.0.2.2\n192.0.2.3# three\n", 2},
        {"blank lines", "\n\n  \t \n192.0.2.1\n\n", 1},
        {"blanks around entries", "  192.0.2.1\t\n\t192.0.2.2 \n", 2},
        {"ranges and blocks", "192.0.2.0-192.0.2.9\n198.51.100.0/24\n", 266},
        {"entries that overlap", "192.0.2.0/24\n192.0.2.7\n192.0.2.0/25\n", 256},
        {"everything", "0.0.0.0/0\n", 1ULL << 32},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct range_set set = {0};
        struct error error;

        CHECK_ROW(target_list_parse("list", rows[i].text, &set, &error), rows[i].what);
        CHECK_ROW(range_set_seal(&set) && set.count == rows[i].count, rows[i].what);
        range_set_finish(&set);
    }
}

static void bad_lines_are_named_by_file_and_number(void) {
    static const struct {
        const char *text;
        const char *error;
    } rows[] = {
        {"192.0.2.1\nexample.net\n", "'a.conf' line 2: 'example.net': "},
        {"# head\n\n192.0.2.0/33\n", "'a.conf' line 3: '192.0.2.0/33': "},
        {"192.0.2.1\r\n192.0.2.9-192.0.2.1\r\n",
         "'a.conf' line 2: '192.0.2.9-192.0.2.1': "},
        {"2001:db8::/32", "'a.conf' line 1: '2001:db8::/32': IPv6 is not scanned"},
        {"192.0.2.1 192.0.2.2\n", "'a.conf' line 1: '192.0.2.1 192.0.2.2': "},
        {"192.0.2.1,192.0.2.2\n", "'a.conf' line 1: '192.0.2.1,192.0.2.2': "},
        {"\xef\xbb\xbf"
         "192.0.2.1\n",
         "'a.conf' line 1: "},                           /* byte order mark */
        {"192.0.2.1\r192.0.2.2\r", "'a.conf' line 1: "}, /* one line to us */
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct range_set set = {0};
        struct error error;

        CHECK_ROW(!target_list_parse("a.conf", rows[i].text, &set, &error),
                  rows[i].text);
        CHECK_ROW(strncmp(error.text, rows[i].error, strlen(rows[i].error)) == 0,
                  rows[i].text);
        CHECK_ROW(error.is_usage, rows[i].text);
        range_set_finish(&set);
    }
}

static void a_list_without_an_entry_is_refused(void) {
    static const char *const rows[] = {"", "\n", "# only a comment", " \t\r\n\n"};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct range_set set = {0};
        struct error error;

        CHECK_ROW(!target_list_parse("a.conf", rows[i], &set, &error), rows[i]);
        CHECK_ROW(strncmp(error.text, "'a.conf' names no address", 25) == 0, rows[i]);
        range_set_finish(&set);
    }
}

static void an_overlong_line_is_no_entry(void) {
    struct range_set set = {0};
    struct error error;
    char line[300];

    memset(line, ' ', sizeof(line));
    memcpy(line, "192.0.2.1", 9); /* sound, but for what stands far behind it */
    memcpy(line + sizeof(line) - 2, "x", 2);
    CU_ASSERT_FALSE(target_list_parse("list", line, &set, &error));
    range_set_finish(&set);
}

static void an_argument_is_named_as_a_target(void) {
    struct range_set set = {0};
    struct error error;

    CU_ASSERT_TRUE(target_list_add("192.0.2.0/30", &set, &error));
    CU_ASSERT_FALSE(target_list_add("192.0.2.0/3O", &set, &error));
    CU_ASSERT_STRING_EQUAL(error.text,
                           "target '192.0.2.0/3O': expected a prefix length "
                           "from 0 to 32");
    CU_ASSERT_TRUE(error.is_usage);
    range_set_finish(&set);
}

static void the_reserved_list_parses(void) {
    struct range_set set = {0};
    struct error error;

    CU_ASSERT_TRUE(target_list_parse("reserved", target_list_reserved, &set, &error));
    CU_ASSERT_TRUE(range_set_seal(&set));
    range_set_finish(&set);
}

static void the_reserved_list_holds_what_must_not_be_asked(void) {
    static const struct {
        uint32_t address;
        bool is_reserved;
    } rows[] = {
        {0x00000001, true},  {0x0a000001, true},  {0x64400001, true},
        {0x7f000001, true},  {0xa9fe0001, true},  {0xac100001, true},
        {0xac1fffff, true},  {0xac200000, false}, {0xc0000201, true},
        {0xc0a80001, true},  {0xc6120001, true},  {0xc613ffff, true},
        {0xc6140000, false}, {0xc6336401, true},  {0xcb007101, true},
        {0xe0000001, true},  {0xf0000001, true},  {0xffffffff, true},
        {0x01010101, false}, {0x08080808, false}, {0xdfffffff, false},
    };
    struct range_set set = {0};
    struct error error;

    CU_ASSERT_TRUE(target_list_parse("reserved", target_list_reserved, &set, &error));
    CU_ASSERT_TRUE(range_set_seal(&set));
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        CU_ASSERT_EQUAL(range_set_contains(&set, rows[i].address), rows[i].is_reserved);
    }
    range_set_finish(&set);
}

static void the_entry_that_holds_an_address_is_found(void) {
    static const char list[] =
        "# opt-outs\n\n192.0.2.0/25 # asked on Monday\nnonsense\n"
        "192.0.2.0/24\n198.51.100.7\n";
    struct target_entry entry;

    CU_ASSERT_TRUE(target_list_find(list, 0xc0000205, &entry));
    CU_ASSERT_EQUAL(entry.line, 3);
    CU_ASSERT_STRING_EQUAL(entry.text, "192.0.2.0/25");
    CU_ASSERT_TRUE(target_list_find(list, 0xc00002ff, &entry));
    CU_ASSERT_EQUAL(entry.line, 5);
    CU_ASSERT_TRUE(target_list_find(list, 0xc6336407, &entry));
    CU_ASSERT_EQUAL(entry.line, 6);
    CU_ASSERT_FALSE(target_list_find(list, 0xc6336408, &entry));
    CU_ASSERT_FALSE(target_list_find("", 0xc6336408, &entry));
}

static CU_TestInfo cases[] = {
    CASE(lists_are_read_whatever_their_form),
    CASE(bad_lines_are_named_by_file_and_number),
    CASE(a_list_without_an_entry_is_refused),
    CASE(an_overlong_line_is_no_entry),
    CASE(an_argument_is_named_as_a_target),
    CASE(the_reserved_list_parses),
    CASE(the_reserved_list_holds_what_must_not_be_asked),
    CASE(the_entry_that_holds_an_address_is_found),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"target_list", cases};
