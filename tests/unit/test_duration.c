/* SPDX-License-Identifier: MIT
 * Durations in their two largest units. */
#include "base/duration.h"
#include "suite.h"

static void durations_show_their_two_largest_units(void) {
    static const struct {
        double seconds;
        const char *text;
    } rows[] = {
        {-1, "0s"},
        {0, "0s"},
        {0.4, "0s"},
        {0.5, "1s"},
        {42, "42s"},
        {59.4, "59s"},
        {59.6, "1m00s"},
        {60, "1m00s"},
        {185, "3m05s"},
        {3599.4, "59m59s"},
        {3599.6, "1h00m"},
        {7620, "2h07m"},
        {86399.4, "23h59m"},
        {86399.6, "1d00h"},
        {97200, "1d03h"},
        {31536000, "365d00h"},
        {1e15, "11574074074d01h"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char text[DURATION_TEXT_SIZE];

        CU_ASSERT_STRING_EQUAL(duration_format(rows[i].seconds, text), rows[i].text);
    }
}

static CU_TestInfo cases[] = {
    CASE(durations_show_their_two_largest_units),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"duration", cases};
