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

static void pieces_are_taken_to_the_end_of_the_text(void) {
    static const char text[] = "a\0\xc3\xa4\xff";
    static const struct {
        size_t length;
        uint32_t character;
    } rows[] = {{1, 'a'}, {1, 0}, {2, 0xe4}, {1, TEXT_NO_CHARACTER}};
    struct text_rest rest = {text, text + sizeof(text) - 1};
    struct text_piece piece;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        CU_ASSERT_PTR_EQUAL(rest.at, i == 0 ? text : piece.bytes + piece.length);
        CU_ASSERT_TRUE(text_next(&rest, &piece));
        CU_ASSERT_EQUAL(piece.length, rows[i].length);
        CU_ASSERT_EQUAL(piece.character, rows[i].character);
    }
    CU_ASSERT_FALSE(text_next(&rest, &piece));
}

static void what_steers_or_hides_is_unsafe(void) {
    static const struct {
        uint32_t first;
        uint32_t last;
        bool is_unsafe;
    } rows[] = {
        {0x00, 0x1f, true},           /* ESC and line ends among them */
        {0x20, 0x7e, false},          /* what ASCII prints */
        {0x7f, 0x9f, true},           /* CSI is 0x9b */
        {0xa0, 0xac, false},          /* a blank, and signs */
        {0xad, 0xad, true},           /* soft hyphen */
        {0xc0, 0x61b, false},         /* letters */
        {0x61c, 0x61c, true},         /* Arabic letter mark */
        {0x61d, 0x180d, false},       /* letters */
        {0x180e, 0x180e, true},       /* Mongolian vowel separator */
        {0x2000, 0x200a, false},      /* blanks */
        {0x200b, 0x200f, true},       /* no width; left-to-right and the other mark */
        {0x2010, 0x2027, false},      /* dashes, quotes */
        {0x2028, 0x202e, true},       /* line ends, direction overridden */
        {0x202f, 0x205f, false},      /* blanks, signs */
        {0x2060, 0x206f, true},       /* word joiner, direction isolated */
        {0x2070, 0xfefe, false},      /* signs, and the letters of East Asia */
        {0xfeff, 0xfeff, true},       /* byte order mark */
        {0xff00, 0xfff8, false},      /* full width */
        {0xfff9, 0xfffb, true},       /* annotations */
        {0xfffc, 0xdffff, false},     /* all other planes, emoji among them */
        {0xe0000, 0xe0fff, true},     /* tags */
        {0xe1000, 0x10ffff, false},   /* for private use */
        {0x110000, UINT32_MAX, true}, /* no character */
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint32_t middle = rows[i].first + (rows[i].last - rows[i].first) / 2;
        uint32_t some[] = {rows[i].first, middle, rows[i].last};

        for (size_t j = 0; j < sizeof(some) / sizeof(some[0]); j++) {
            char row[16];

            snprintf(row, sizeof(row), "U+%04X", some[j]);
            CHECK_ROW(text_is_unsafe(some[j]) == rows[i].is_unsafe, row);
        }
    }
}

static void check_written(const char *text, size_t length, const char *expected) {
    char *written = NULL;
    size_t written_length;
    FILE *stream = open_memstream(&written, &written_length);

    CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
    text_write(stream, (struct text_rest){text, text + length});
    fclose(stream);
    CHECK_ROW(strcmp(written, expected) == 0, expected);
    CHECK_ROW(strlen(expected) == written_length, expected);
    free(written);
}

static void text_for_people_has_question_marks_for_the_rest(void) {
    static const struct {
        const char *text;
        const char *expected;
    } rows[] = {
        {"", ""},
        {"plain, \xc3\xa4 and \xe2\x82\xac", "plain, \xc3\xa4 and \xe2\x82\xac"},
        {"\x1b[2J\a", "?[2J?"},
        {"\xc2\x9bK", "?K"}, /* the same for a terminal */
        {"a\xff\xfe,b", "a??,b"},
        {"cut \xe2\x82", "cut ??"},
        {"user\xe2\x80\xaeonce", "user?once"}, /* seen as userecno */
        {"a\xf3\xa0\x81\xa1z", "a?z"},         /* a tag that nobody sees */
        {"1\r2\n3\t4", "1?2?3?4"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        check_written(rows[i].text, strlen(rows[i].text), rows[i].expected);
    }
    check_written("a\0b\0", 4, "a?b?");
}

static void a_copy_is_a_string_that_fits(void) {
    static const char with_nul[] = "a\0b";
    char copy[5];

    text_copy(copy, sizeof(copy), (struct text_rest){with_nul, with_nul + 3});
    CU_ASSERT_STRING_EQUAL(copy, "a?b");
    text_copy(copy, sizeof(copy), text_of_string("abcdef"));
    CU_ASSERT_STRING_EQUAL(copy, "abcd");
    text_copy(copy, sizeof(copy), text_of_string(""));
    CU_ASSERT_STRING_EQUAL(copy, "");
}

static CU_TestInfo cases[] = {
    CASE(characters_are_decoded),
    CASE(what_is_no_character_is_refused),
    CASE(pieces_are_taken_to_the_end_of_the_text),
    CASE(what_steers_or_hides_is_unsafe),
    CASE(text_for_people_has_question_marks_for_the_rest),
    CASE(a_copy_is_a_string_that_fits),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"text", cases};
