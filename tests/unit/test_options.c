/* SPDX-License-Identifier: MIT
 * Command lines of `liveness scan`: the values they come to, or the one line of error.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "scan/options.h"
#include "suite.h"

enum { ARGUMENTS_MAX = 160, LINE_SIZE = 600 };

/* A command line, taken apart at its blanks. */
struct line {
    char text[LINE_SIZE];
    char *arguments[ARGUMENTS_MAX];
    int count;
    struct scan_options options;
    struct error error;
};

static bool parse(struct line *line, const char *text) {
    char *rest = NULL;

    strncpy(line->text, text, sizeof(line->text) - 1);
    line->text[sizeof(line->text) - 1] = '\0';
    line->arguments[0] = strdup("liveness scan"); /* argp keeps pointers to it */
    line->count = 1;
    for (char *word = strtok_r(line->text, " ", &rest); word != NULL;
         word = strtok_r(NULL, " ", &rest)) {
        line->arguments[line->count++] = word;
    }
    line->arguments[line->count] = NULL;
    return options_parse(line->count, line->arguments, &line->options, &line->error);
}

static void finish(struct line *line) {
    free(line->arguments[0]);
}

/* One value that an option sets, as a number. */
typedef double value_fn(const struct scan_options *options);

static double rate(const struct scan_options *options) {
    return options->rate_pps;
}

static double bandwidth(const struct scan_options *options) {
    return options->bandwidth_bps;
}

static double cooldown(const struct scan_options *options) {
    return options->cooldown_s;
}

static double runtime(const struct scan_options *options) {
    return options->max_runtime_s;
}

static double max_replies(const struct scan_options *options) {
    return (double)options->max_replies;
}

static double min_hit_rate(const struct scan_options *options) {
    return options->min_hit_rate;
}

static double attempts(const struct scan_options *options) {
    return options->attempts;
}

static double delay(const struct scan_options *options) {
    return options->retransmit_delay_s;
}

static double window(const struct scan_options *options) {
    return options->window_s;
}

static double max_targets(const struct scan_options *options) {
    return (double)options->max_targets;
}

static double share(const struct scan_options *options) {
    return options->max_targets_share;
}

static double shard(const struct scan_options *options) {
    return options->shard;
}

static double shards(const struct scan_options *options) {
    return options->shards;
}

static double seed(const struct scan_options *options) {
    return options->has_seed ? (double)options->seed : -1;
}

static double source(const struct scan_options *options) {
    return options->has_source ? (double)options->source : -1;
}

static double first_port(const struct scan_options *options) {
    return options->has_ports ? options->ports.first : -1;
}

static double last_port(const struct scan_options *options) {
    return options->has_ports ? options->ports.last : -1;
}

static double last_mac_byte(const struct scan_options *options) {
    return options->has_gateway_mac ? options->gateway_mac.bytes[5] : -1;
}

static double target_count(const struct scan_options *options) {
    return (double)options->target_count;
}

static double allowlists(const struct scan_options *options) {
    return (double)options->allowlist_count;
}

static double blocklists(const struct scan_options *options) {
    return (double)options->blocklist_count;
}

static double is_reserved_allowed(const struct scan_options *options) {
    return options->is_default_blocklist_off;
}

static double is_dry_run(const struct scan_options *options) {
    return options->is_dry_run;
}

static double is_confirmed(const struct scan_options *options) {
    return options->is_confirmed;
}

static double is_quiet(const struct scan_options *options) {
    return options->is_quiet;
}

static double is_verbose(const struct scan_options *options) {
    return options->is_verbose;
}

static void options_come_to_their_values(void) {
    static const struct {
        const char *line;
        value_fn *value;
        double expected;
    } rows[] = {
        {"-o r.db 192.0.2.1", rate, 10000},
        {"-o r.db 192.0.2.1", cooldown, 10},
        {"-o r.db 192.0.2.1", attempts, 2},
        {"-o r.db 192.0.2.1", delay, 20},
        {"-o r.db 192.0.2.1", window, 1},
        {"-o r.db 192.0.2.1", shards, 1},
        {"-o r.db 192.0.2.1", seed, -1},
        {"-o r.db 192.0.2.1", is_reserved_allowed, 0},
        {"-o r.db 192.0.2.1", is_confirmed, 0},
        {"-o r.db -r 50K 192.0.2.1", rate, 50000},
        {"-o r.db --rate=1.5M 192.0.2.1", rate, 1500000},
        {"-o r.db --rate 0.5 192.0.2.1", rate, 0.5},
        {"-o r.db -B 1G 192.0.2.1", bandwidth, 1e9},
        {"-o r.db -c 0 192.0.2.1", cooldown, 0},
        {"-o r.db -c 600 192.0.2.1", cooldown, 600},
        {"-o r.db -t 3600 192.0.2.1", runtime, 3600},
        {"-o r.db --attempts 3 192.0.2.1", attempts, 3},
        {"-o r.db --retransmit-delay 0 192.0.2.1", delay, 0},
        {"-o r.db --window 2.5 192.0.2.1", window, 2.5},
        {"-o r.db -n 1000 192.0.2.0/24", max_targets, 1000},
        {"-o r.db -n 1% 192.0.2.0/24", share, 0.01},
        {"-o r.db -n 100% 192.0.2.0/24", share, 1},
        {"-o r.db --shards 4 --shard 3 -e 9 192.0.2.0/24", shard, 3},
        {"-o r.db --shards 4 --shard 3 -e 9 192.0.2.0/24", shards, 4},
        {"-o r.db -e 0 192.0.2.1", seed, 0},
        {"-o r.db -e 9007199254740991 192.0.2.1", seed, 9007199254740991},
        {"-o r.db -S 198.51.100.1 192.0.2.1", source, 0xc6336401},
        {"-o r.db -s 40000-50000 192.0.2.1", first_port, 40000},
        {"-o r.db -s 40000-50000 192.0.2.1", last_port, 50000},
        {"-o r.db -G 02:00:00:00:00:2a 192.0.2.1", last_mac_byte, 0x2a},
        {"-o r.db 192.0.2.1 -q 192.0.2.2", target_count, 2}, /* options may come late */
        {"-o r.db -- 192.0.2.1", target_count, 1},
        {"-o r.db -w a -w b", allowlists, 2},
        {"-o r.db -b a -b none -b c 192.0.2.1", blocklists, 2},
        {"-o r.db -b a -b none -b c 192.0.2.1", is_reserved_allowed, 1},
        {"--dry-run 192.0.2.1", is_dry_run, 1}, /* and no output needed */
        {"-o r.db --yes 192.0.2.1", is_confirmed, 1},
        {"-o r.db -q 192.0.2.1", is_quiet, 1},
        {"-o r.db -v 192.0.2.1", is_verbose, 1},
        {"-o r.db --max-t 5 192.0.2.1", max_targets, 5}, /* short for one only */
        {"--resume r.db -c 5 -t 60 --yes", cooldown, 5},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct line line;

        CHECK_ROW(parse(&line, rows[i].line), rows[i].line);
        CHECK_ROW(fabs(rows[i].value(&line.options) - rows[i].expected) < 1e-12,
                  rows[i].line);
        finish(&line);
    }
}

static void limits_come_to_their_values(void) {
    static const struct {
        const char *line;
        value_fn *value;
        double expected;
    } rows[] = {
        {"-o r.db 192.0.2.1", max_replies, 0},
        {"-o r.db -N 1.5K 192.0.2.1", max_replies, 1500},
        {"-o r.db --max-replies=7 192.0.2.1", max_replies, 7},
        {"-o r.db --max-results 7 192.0.2.1", max_replies, 7}, /* as ZMap calls it */
        {"-o r.db 192.0.2.1", min_hit_rate, 0},
        {"-o r.db --min-hit-rate 0.5% 192.0.2.1", min_hit_rate, 0.005},
        {"-o r.db --min-hit-rate=0.02 192.0.2.1", min_hit_rate, 0.02},
        {"-o r.db --min-hitrate 1 192.0.2.1", min_hit_rate, 1}, /* likewise */
        {"-o r.db --min-hit-rate 0 192.0.2.1", min_hit_rate, 0},
        {"--resume r.db -N 9", max_replies, 9},
        {"--resume r.db --min-hit-rate 0", min_hit_rate, 0},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct line line;

        CHECK_ROW(parse(&line, rows[i].line), rows[i].line);
        CHECK_ROW(fabs(rows[i].value(&line.options) - rows[i].expected) < 1e-12,
                  rows[i].line);
        finish(&line);
    }
}

static void texts_are_taken_as_they_are(void) {
    struct line line;

    CU_ASSERT_TRUE(parse(&line, "-o r.db -i eth0 --probes ssh,dns -w list 192.0.2.1"));
    CU_ASSERT_STRING_EQUAL(line.options.output, "r.db");
    CU_ASSERT_STRING_EQUAL(line.options.interface, "eth0");
    CU_ASSERT_STRING_EQUAL(line.options.probes, "ssh,dns");
    CU_ASSERT_STRING_EQUAL(line.options.allowlists[0], "list");
    CU_ASSERT_STRING_EQUAL(line.options.targets[0], "192.0.2.1");
    CU_ASSERT_STRING_EQUAL(line.options.pcap, "");
    finish(&line);
    CU_ASSERT_TRUE(parse(&line, "--resume r.db --pcap scan.pcap"));
    CU_ASSERT_STRING_EQUAL(line.options.pcap, "scan.pcap");
    finish(&line);
}

static const struct {
    const char *line;
    const char *error;
} bad_lines[] = {
    {"", "no results file; name one with --output FILE"},
    {"192.0.2.1", "no results file; name one with --output FILE"},
    {"-o r.db", "no targets; give addresses, blocks or ranges, or --allowlist FILE "
                "(0.0.0.0/0 is all of IPv4)"},
    {"-o r.db -r fast 192.0.2.1",
     "--rate: expected a number of packets a second, got 'fast'"},
    {"-o r.db -r 0 192.0.2.1",
     "--rate: expected a number of packets a second, got '0'"},
    {"-o r.db -B 1Gbit 192.0.2.1",
     "--bandwidth: expected a number of bits a second, got '1Gbit'"},
    {"-o r.db -t 0 192.0.2.1",
     "--max-runtime: expected a number of seconds above 0, got '0'"},
    {"-o r.db -N 0 192.0.2.1",
     "--max-replies: expected a number of replies, 1 or more, got '0'"},
    {"-o r.db -N 0.5 192.0.2.1",
     "--max-replies: expected a number of replies, 1 or more, got '0.5'"},
    {"-o r.db -N many 192.0.2.1",
     "--max-replies: expected a number of replies, 1 or more, got 'many'"},
    {"-o r.db --min-hit-rate 5 192.0.2.1",
     "--min-hit-rate: expected a percentage such as 0.5%, or a share from 0 to 1, got "
     "'5'"},
    {"-o r.db --min-hit-rate 101% 192.0.2.1",
     "--min-hit-rate: expected a percentage such as 0.5%, or a share from 0 to 1, got "
     "'101%'"},
    {"-o r.db --min-hit-rate % 192.0.2.1",
     "--min-hit-rate: expected a percentage such as 0.5%, or a share from 0 to 1, got "
     "'%'"},
    {"-o r.db -c -1 192.0.2.1", "--cooldown: expected a number of seconds, got '-1'"},
    {"-o r.db --attempts 0 192.0.2.1", "--attempts: expected 1, 2 or 3, got '0'"},
    {"-o r.db --attempts 4 192.0.2.1", "--attempts: expected 1, 2 or 3, got '4'"},
    {"-o r.db --retransmit-delay 20s 192.0.2.1",
     "--retransmit-delay: expected a number of seconds, got '20s'"},
    {"-o r.db --window x 192.0.2.1", "--window: expected a number of seconds, got 'x'"},
    {"-o r.db -n 0 192.0.2.1",
     "--max-targets: expected a number of targets, or a percentage, got '0'"},
    {"-o r.db -n 101% 192.0.2.1",
     "--max-targets: expected a number of targets, or a percentage, got '101%'"},
    {"-o r.db -n % 192.0.2.1",
     "--max-targets: expected a number of targets, or a percentage, got '%'"},
    {"-o r.db --shards 0 192.0.2.1",
     "--shards: expected a number of parts, 1 or more, got '0'"},
    {"-o r.db --shard -1 192.0.2.1",
     "--shard: expected the number of a part, from 0, got '-1'"},
    {"-o r.db --shards 4 --shard 4 -e 1 192.0.2.1",
     "--shard: expected 0 to 3 with --shards 4, got 4"},
    {"-o r.db --shard 1 192.0.2.1", "--shard: expected 0 to 0 with --shards 1, got 1"},
    {"-o r.db --shards 2 192.0.2.1", "--shards: the shards of a scan need one --seed"},
    {"-o r.db -e -5 192.0.2.1", "--seed: expected a number from 0 to 2^63-1, got '-5'"},
    {"-o r.db -e 9223372036854775808 192.0.2.1",
     "--seed: expected a number from 0 to 2^63-1, got '9223372036854775808'"},
    {"-o r.db -S localhost 192.0.2.1",
     "--source-address: expected an IPv4 address, got 'localhost'"},
    {"-o r.db -s 0-100 192.0.2.1",
     "--source-ports: expected a range of ports such as 32768-65535, got '0-100'"},
    {"-o r.db -G 02:00 192.0.2.1", "--gateway-mac: expected a link address such as "
                                   "02:00:00:00:00:01, got '02:00'"},
    {"-o r.db --speed 9 192.0.2.1",
     "option '--speed' is unknown; liveness scan --help lists all"},
    {"--speed=9 -o r.db 192.0.2.1",
     "option '--speed=9' is unknown; liveness scan --help lists all"},
    {"-o r.db -X 192.0.2.1", "option '-X' is unknown; liveness scan --help lists all"},
    {"-o r.db --shar 2 192.0.2.1",
     "option '--shar' is short for more than one; liveness scan --help lists all"},
    {"-o r.db --yes=1 192.0.2.1",
     "option '--yes=1' takes no value; liveness scan --help lists all"},
    {"192.0.2.1 -o", "option '-o' lacks its value; liveness scan --help lists all"},
    {"192.0.2.1 -o r.db --rate",
     "option '--rate' lacks its value; liveness scan --help lists all"},
    {"-o r.db --pcap= 192.0.2.1", "--pcap: expected a file's name, got ''"},
    {"--resume r.db 192.0.2.1",
     "--resume: the targets are in the file; leave out '192.0.2.1'"},
    {"--resume r.db -r 50K",
     "--resume: goes on with the settings in the file; leave out --rate"},
};

static void bad_command_lines_say_what_would_be_right(void) {
    for (size_t i = 0; i < sizeof(bad_lines) / sizeof(bad_lines[0]); i++) {
        struct line line;

        CHECK_ROW(!parse(&line, bad_lines[i].line), bad_lines[i].line);
        CHECK_ROW(strcmp(line.error.text, bad_lines[i].error) == 0, line.error.text);
        CHECK_ROW(line.error.is_usage, bad_lines[i].line);
        finish(&line);
    }
}

static void more_lists_than_there_is_room_for_are_refused(void) {
    char text[LINE_SIZE] = "-o r.db";
    struct line line;

    for (int i = 0; i < LISTS_MAX / 2; i++) {
        strcat(text, " -b x");
    }
    CU_ASSERT_TRUE(parse(&line, strcat(text, " 192.0.2.1")));
    CU_ASSERT_EQUAL(line.options.blocklist_count, LISTS_MAX / 2);
    finish(&line);
    for (int i = 0; i < LISTS_MAX / 2 + 1; i++) {
        strcat(text, " -bx");
    }
    CU_ASSERT_FALSE(parse(&line, text));
    CU_ASSERT_STRING_EQUAL(line.error.text, "--blocklist: expected at most 64 files");
    finish(&line);
}

/* What each run has anew, and what the whole scan keeps. */
static void a_resumed_scan_keeps_its_hit_rate_but_not_its_limits(void) {
    static const struct {
        const char *name;
        const char *text;
        value_fn *value;
        double expected;
    } rows[] = {
        {"min-hit-rate", "0.0050000000000000001", min_hit_rate, 0.005},
        {"max-replies", "7", max_replies, 0},
        {"max-runtime", "7", runtime, 0},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct line line;

        CU_ASSERT_TRUE(parse(&line, "--resume r.db"));
        CHECK_ROW(
            options_restore(&line.options, rows[i].name, rows[i].text, &line.error),
            rows[i].name);
        CHECK_ROW(fabs(rows[i].value(&line.options) - rows[i].expected) < 1e-12,
                  rows[i].name);
        finish(&line);
    }
}

static CU_TestInfo cases[] = {
    CASE(options_come_to_their_values),
    CASE(limits_come_to_their_values),
    CASE(texts_are_taken_as_they_are),
    CASE(bad_command_lines_say_what_would_be_right),
    CASE(more_lists_than_there_is_room_for_are_refused),
    CASE(a_resumed_scan_keeps_its_hit_rate_but_not_its_limits),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"options", cases};
