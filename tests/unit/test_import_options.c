/* SPDX-License-Identifier: MIT
 * Command lines of `liveness import`: what they come to, or the one line of error. */
#include "import/import_options.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "suite.h"

enum { ARGUMENTS_MAX = 20, LINE_SIZE = 200 };

/* A command line, taken apart at its blanks. */
struct line {
    char text[LINE_SIZE];
    char *arguments[ARGUMENTS_MAX];
    int count;
    struct import_options options;
    struct error error;
};

static bool parse(struct line *line, const char *text) {
    char *rest = NULL;

    *line = (struct line){.count = 1};
    strncpy(line->text, text, sizeof(line->text) - 1);
    line->arguments[0] = strdup("liveness import"); /* argp keeps pointers to it */
    for (char *word = strtok_r(line->text, " ", &rest); word != NULL;
         word = strtok_r(NULL, " ", &rest)) {
        line->arguments[line->count++] = word;
    }
    return import_options_parse(line->count, line->arguments, &line->options,
                                &line->error);
}

static void finish(struct line *line) {
    free(line->arguments[0]);
}

static void captures_are_taken_in_their_order(void) {
    struct line line;

    CU_ASSERT_TRUE(parse(&line, "a.pcap --scan r.db -o new.db - b.pcap"));
    CU_ASSERT_STRING_EQUAL(line.options.results, "r.db");
    CU_ASSERT_STRING_EQUAL(line.options.output, "new.db");
    CU_ASSERT_EQUAL(line.options.capture_count, 3);
    CU_ASSERT_STRING_EQUAL(line.options.captures[0], "a.pcap");
    CU_ASSERT_STRING_EQUAL(line.options.captures[1], "-");
    CU_ASSERT_STRING_EQUAL(line.options.captures[2], "b.pcap");
    CU_ASSERT_EQUAL(line.options.scan, 0);
    CU_ASSERT_FALSE(line.options.has_source || line.options.is_no_seal ||
                    line.options.is_quiet);
    finish(&line);
}

static void options_set_their_values(void) {
    struct line line;

    CU_ASSERT_TRUE(parse(&line, "--scan r.db -o r.db --scan-number 7 -S 192.0.2.9 "
                                "--no-seal -q a.pcap"));
    CU_ASSERT_EQUAL(line.options.scan, 7);
    CU_ASSERT_TRUE(line.options.has_source);
    CU_ASSERT_EQUAL(line.options.source, 0xc0000209);
    CU_ASSERT_TRUE(line.options.is_no_seal && line.options.is_quiet);
    finish(&line);
}

static void bad_command_lines_say_what_would_be_right(void) {
    static const struct {
        const char *line;
        const char *error;
    } rows[] = {
        {"", "no output; name a results file with --output"},
        {"-o r.db a.pcap", "no scan; name the results file of the scan that was "
                           "captured with --scan"},
        {"-o r.db --scan r.db", "no capture; give pcap or pcapng files, or '-'"},
        {"-o r.db --scan r.db --scan-number 0 a.pcap",
         "--scan-number: expected the number of a scan, got '0'"},
        {"-o r.db --scan r.db --scan-number -1 a.pcap",
         "--scan-number: expected the number of a scan, got '-1'"},
        {"-o r.db --scan r.db -S here a.pcap",
         "--source-address: expected an IPv4 address, got 'here'"},
        {"-o r.db --scan r.db --rate 5 a.pcap",
         "option '--rate' is unknown; liveness import --help lists all"},
        {"a.pcap -o", "option '-o' lacks its value; liveness import --help lists all"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct line line;

        CHECK_ROW(!parse(&line, rows[i].line), rows[i].line);
        CHECK_ROW(strcmp(line.error.text, rows[i].error) == 0, line.error.text);
        CHECK_ROW(line.error.is_usage, rows[i].line);
        finish(&line);
    }
}

static CU_TestInfo cases[] = {
    CASE(captures_are_taken_in_their_order),
    CASE(options_set_their_values),
    CASE(bad_command_lines_say_what_would_be_right),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"import_options", cases};
