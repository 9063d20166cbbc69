/* SPDX-License-Identifier: MIT
 * A text is text in every form, whatever it is made to look like; the expected output
 * stands next to it. */
#include <stdlib.h>
#include <string.h>

#include "print/escape.h"
#include "suite.h"

struct row {
    const char *text;
    const char *expected;
};

typedef void escape_fn(FILE *stream, struct text_rest text);

static void check_one(escape_fn *escape, struct text_rest text, const char *expected) {
    char *written = NULL;
    size_t length;
    FILE *stream = open_memstream(&written, &length);

    CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
    escape(stream, text);
    fclose(stream);
    CHECK_ROW(strcmp(written, expected) == 0, written);
    free(written);
}

static void check_rows(escape_fn *escape, const struct row *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        check_one(escape, text_of_string(rows[i].text), rows[i].expected);
    }
}

/* Of two letters around a NUL. */
static void check_nul(escape_fn *escape, const char *expected) {
    static const char text[] = "a\0b";

    check_one(escape, (struct text_rest){text, text + sizeof(text) - 1}, expected);
}

#define CHECK_ROWS(escape, rows)                                                       \
    check_rows(escape, rows, sizeof(rows) / sizeof(rows[0]))

static void csv_is_quoted_where_it_must_be(void) {
    static const struct row rows[] = {
        {"", ""},
        {"plain \xc3\xa4", "plain \xc3\xa4"},
        {"a,b", "\"a,b\""},
        {"a;b", "\"a;b\""},
        {"say \"hi\"", "\"say \"\"hi\"\"\""},
        {"\"", "\"\"\"\""},
        {"two\r\nlines", "two??lines"},
        {"\x1b[2J", "?[2J"},
        {"\xe2\x80\xae", "?"},
        {"\xff", "?"},
    };

    CHECK_ROWS(escape_csv, rows);
    check_nul(escape_csv, "a?b");
}

static void csv_has_no_formulas(void) {
    static const struct row rows[] = {
        {"=1", "'=1"},
        {"+1", "'+1"},
        {"-1", "'-1"},
        {"@SUM(1)", "'@SUM(1)"},
        {"  =1", "'  =1"},
        {"\xc2\xa0=1", "'\xc2\xa0=1"},             /* a blank that does not break */
        {"\xe3\x80\x80=1", "'\xe3\x80\x80=1"},     /* one of full width */
        {"\xef\xbc\x9d\x31", "'\xef\xbc\x9d\x31"}, /* an = of full width */
        {"\xef\xbc\x8b\x31", "'\xef\xbc\x8b\x31"}, /* + */
        {"\xef\xbc\x8d\x31", "'\xef\xbc\x8d\x31"}, /* - */
        {"\xef\xbc\xa0\x31", "'\xef\xbc\xa0\x31"}, /* @ */
        {"\tx", "'?x"},
        {"\rx", "'?x"},
        {"\nx", "'?x"},
        {"\xef\xbb\xbf=1", "'?=1"}, /* after a byte order mark */
        {"\x01=1", "'?=1"},
        {"=1,\"2\"", "\"'=1,\"\"2\"\"\""},
        {"1=1", "1=1"},
        {"a@b", "a@b"},
        {"'=1", "'=1"},
        {"? =1", "? =1"},
    };

    CHECK_ROWS(escape_csv, rows);
}

static void json_escapes_what_is_not_shown_and_what_html_reads(void) {
    static const struct row rows[] = {
        {"", ""},
        {"plain \xc3\xa4 \xf0\x9f\x98\x80", "plain \xc3\xa4 \xf0\x9f\x98\x80"},
        {"\"\\/", "\\\"\\\\/"},
        {"\x1b\r\n\t\x7f", "\\u001b\\u000d\\u000a\\u0009\\u007f"},
        {"\xc2\x9b", "\\u009b"},
        {"</script><!--&", "\\u003c/script\\u003e\\u003c!--\\u0026"},
        {"\xe2\x80\xa8\xe2\x80\xa9", "\\u2028\\u2029"},
        {"\xe2\x80\xae", "\\u202e"},
        {"\xef\xbb\xbf", "\\ufeff"},
        {"\xf3\xa0\x81\xa1", "\\udb40\\udc61"}, /* U+E0061, in halves */
        {"a\xff\xe2\x82", "a\\ufffd\\ufffd\\ufffd"},
    };

    CHECK_ROWS(escape_json, rows);
    check_nul(escape_json, "a\\u0000b");
}

static void markdown_has_no_markup(void) {
    static const struct row rows[] = {
        {"", ""},
        {"plain, 1.5; 'x' (y) - z: \xc3\xa4", "plain, 1.5; 'x' (y) - z: \xc3\xa4"},
        {"<b>&lt;", "&lt;b&gt;&amp;lt;"},
        {"a|b", "a\\|b"},
        {"a\\|b", "a\\\\\\|b"},
        {"`x` *y* ~z~ $1$", "\\`x\\` \\*y\\* &#126;z&#126; &#36;1&#36;"},
        {"![i](u)[r]", "\\!\\[i\\](u)\\[r\\]"},
        {"{{x}}", "\\{\\{x\\}\\}"},
        {"syn_ack", "syn_ack"},
        {"_x_ __y__", "\\_x\\_ \\_\\_y\\_\\_"},
        {"two\r\nlines\x1b", "two??lines?"},
        {"\xe2\x80\xae\xff", "??"},
    };

    CHECK_ROWS(escape_markdown, rows);
    check_nul(escape_markdown, "a?b");
}

static void markdown_has_no_links(void) {
    static const struct row rows[] = {
        {"http://192.0.2.1/x", "http:/&#8203;/192.0.2.1/x"},
        {"a///b", "a/&#8203;/&#8203;/b"},
        {"www.example.org", "www&#8203;.example\\.org"},
        {"WWW.1", "WWW&#8203;.1"},
        {"example.org", "example\\.org"},
        {"me@example.org", "me@&#8203;example\\.org"},
        {"@me", "@&#8203;me"},
        {"a/b#1", "a/b#&#8203;1"},
        {"<http://a>", "&lt;http:/&#8203;/a&gt;"},
    };

    CHECK_ROWS(escape_markdown, rows);
}

static CU_TestInfo cases[] = {
    CASE(csv_is_quoted_where_it_must_be),
    CASE(csv_has_no_formulas),
    CASE(json_escapes_what_is_not_shown_and_what_html_reads),
    CASE(markdown_has_no_markup),
    CASE(markdown_has_no_links),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"escape", cases};
