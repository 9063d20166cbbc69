/* SPDX-License-Identifier: MIT
 * Text from elsewhere: what is no UTF-8, and what steers a terminal, does not get
 * through. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "suite.h"

static void characters_are_decoded(void) {
    static const struct {
        const char *text;
        size_t length;
        uint32_t character;
    } rows[] = {
        {"a", 1, 'a'},
        {"\x7f", 1, 0x7f},
        {"\xc2\x80", 2, 0x80},
        {"\xc3\xa4rger", 2, 0xe4},
        {"\xdf\xbf", 2, 0x7ff},
        {"\xe0\xa0\x80", 3, 0x800},
        {"\xed\x9f\xbf", 3, 0xd7ff},
        {"\xee\x80\x80", 3, 0xe000},
        {"\xef\xbf\xbf", 3, 0xffff},
        {"\xf0\x90\x80\x80", 4, 0x10000},
        {"\xf4\x8f\xbf\xbf", 4, 0x10ffff},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint32_t character = 0;

        CHECK_ROW(text_decode(rows[i].text, &character) == rows[i].length,
                  rows[i].text);
        CHECK_ROW(character == rows[i].character, rows[i].text);
    }
}

static void what_is_no_character_is_refused(void) {
    static const char *const rows[] = {
        "\x80",             /* continues nothing */
        "\xbf",             /* the same */
        "\xc3",             /* cut off */
        "\xe2\x82",         /* the same */
        "\xf0\x9f\x98",     /* the same */
        "\xc3\x28",         /* not continued */
        "\xc0\x80",         /* longer than need be: 0 */
        "\xc1\xbf",         /* 0x7f */
        "\xe0\x9f\xbf",     /* 0x7ff */
        "\xf0\x8f\xbf\xbf", /* 0xffff */
        "\xed\xa0\x80",     /* half of a pair of UTF-16 */
        "\xed\xbf\xbf",     /* the other half */
        "\xf4\x90\x80\x80", /* beyond the last */
        "\xf8\x88\x80\x80", /* five bytes */
        "\xff",
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint32_t character;

        CHECK_ROW(text_decode(rows[i], &character) == 0, rows[i]);
    }
}

static void check_written(const char *text, const char *expected) {
    char *written = NULL;
    size_t length;
    FILE *stream = open_memstream(&written, &length);

    CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
    text_write(stream, text);
    fclose(stream);
    CHECK_ROW(strcmp(written, expected) == 0, expected);
    free(written);
}

static void text_for_people_has_question_marks_for_the_rest(void) {
    check_written("", "");
    check_written("plain, \xc3\xa4 and \xe2\x82\xac",
                  "plain, \xc3\xa4 and \xe2\x82\xac");
    check_written("\x1b[2J\a", "?[2J?");
    check_written("\xc2\x9b"
                  "2J",
                  "?2J"); /* the same for a terminal */
    check_written("a\xff\xfe"
                  "b",
                  "a??b");
    check_written("cut \xe2\x82", "cut ??");
}

static CU_TestInfo cases[] = {
    CASE(characters_are_decoded),
    CASE(what_is_no_character_is_refused),
    CASE(text_for_people_has_question_marks_for_the_rest),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"text", cases};
