/* SPDX-License-Identifier: MIT
 * The numbers of options: what is not wholly one is refused. */
#include <math.h>

#include "base/number.h"
#include "suite.h"

static void whole_numbers_are_read(void) {
    static const struct {
        const char *text;
        uint64_t max;
        uint64_t value;
    } rows[] = {
        {"0", 10, 0},
        {"10", 10, 10},
        {"007", 10, 7},
        {"18446744073709551615", UINT64_MAX, UINT64_MAX},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint64_t value = 99;

        CHECK_ROW(number_parse_unsigned(rows[i].text, rows[i].max, &value),
                  rows[i].text);
        CHECK_ROW(value == rows[i].value, rows[i].text);
    }
}

static void what_is_no_whole_number_is_refused(void) {
    static const char *const rows[] = {"",   "-1",  "+1",  " 1",
                                       "1 ", "1.0", "1e3", "0x10",
                                       "11", "ten", "10K", "18446744073709551616"};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint64_t value = 99;

        CHECK_ROW(!number_parse_unsigned(rows[i], 10, &value), rows[i]);
        CHECK_ROW(value == 99, rows[i]);
    }
}

static void scaled_numbers_are_read(void) {
    static const struct {
        const char *text;
        double value;
    } rows[] = {
        {"1", 1},        {"10000", 10000}, {"50K", 50e3}, {"50k", 50e3},
        {"1.5M", 1.5e6}, {"2m", 2e6},      {"1G", 1e9},   {"1g", 1e9},
        {"0.5", 0.5},    {"333.3", 333.3}, {"0.1K", 100}, {"007", 7},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        double value = 0;

        CHECK_ROW(number_parse_scaled(rows[i].text, &value), rows[i].text);
        CHECK_ROW(fabs(value - rows[i].value) < 1e-9 * rows[i].value, rows[i].text);
    }
}

static void what_is_no_scaled_number_is_refused(void) {
    static const char *const rows[] = {
        "",          "0",   "0K",   "-1",   "+1",    " 1",   "1 ",
        "K",         "1T",  "1KK",  "1 K",  "1e3",   "1E3",  "9007199254740994",
        "10000000G", "inf", "nan",  "0x10", "1.2.3", "fast", ".5",
        "1K ",       "1,5", "0X10", "-0",
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        double value;

        CHECK_ROW(!number_parse_scaled(rows[i], &value), rows[i]);
    }
}

static void seconds_are_read(void) {
    static const struct {
        const char *text;
        double value;
    } rows[] = {{"0", 0}, {"20", 20}, {"0.25", 0.25}, {"86400", 86400}, {"1.", 1}};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        double value = 99;

        CHECK_ROW(number_parse_decimal(rows[i].text, &value), rows[i].text);
        CHECK_ROW(fabs(value - rows[i].value) < 1e-12, rows[i].text);
    }
}

static void what_is_no_seconds_is_refused(void) {
    static const char *const rows[] = {"",    "-1", "1s",  "1m",          "inf", "nan",
                                       "1e3", "5K", "0x1", "99999999999", "1 ",  " 1"};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        double value;

        CHECK_ROW(!number_parse_decimal(rows[i], &value), rows[i]);
    }
}

static void ranges_of_ports_are_read(void) {
    static const struct {
        const char *text;
        uint16_t first;
        uint16_t last;
    } rows[] = {
        {"32768-65535", 32768, 65535},
        {"1-65535", 1, 65535},
        {"4000", 4000, 4000},
        {"4000-4000", 4000, 4000},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint16_t first = 0;
        uint16_t last = 0;

        CHECK_ROW(number_parse_ports(rows[i].text, &first, &last), rows[i].text);
        CHECK_ROW(first == rows[i].first && last == rows[i].last, rows[i].text);
    }
}

static void what_is_no_range_of_ports_is_refused(void) {
    static const char *const rows[] = {
        "",
        "0",
        "0-5",
        "5-0",
        "65536",
        "1-65536",
        "9-5",
        "1-",
        "-",
        "-5",
        "1-2-3",
        "1 - 2",
        "a-b",
        "1-2x",
        "1,2",
        "1-+2",
        " 1",
        "1- 2",
        "65537-65538",
        "4294967297-4294967298",
        "99999999999999999999",
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint16_t first;
        uint16_t last;

        CHECK_ROW(!number_parse_ports(rows[i], &first, &last), rows[i]);
    }
}

static CU_TestInfo cases[] = {
    CASE(whole_numbers_are_read),
    CASE(what_is_no_whole_number_is_refused),
    CASE(scaled_numbers_are_read),
    CASE(what_is_no_scaled_number_is_refused),
    CASE(seconds_are_read),
    CASE(what_is_no_seconds_is_refused),
    CASE(ranges_of_ports_are_read),
    CASE(what_is_no_range_of_ports_is_refused),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"number", cases};
