/* SPDX-License-Identifier: MIT
 * The options of `liveness scan`: one table that is parsed by and that --help prints.
 */
#include "scan/options.h"

#include <stdlib.h>
#include <string.h>

#include "base/address.h"
#include "base/arguments.h"
#include "base/error.h"
#include "scan/number.h"
#include "target/schedule.h"

/* Long options without a letter. */
enum option_key {
    KEY_SHARDS = 256,
    KEY_SHARD,
    KEY_ATTEMPTS,
    KEY_RETRANSMIT_DELAY,
    KEY_PROBES,
    KEY_WINDOW,
    KEY_DRY_RUN,
    KEY_YES,
};

static const struct argp_option option_table[] = {
    {0, 0, 0, 0, "What to scan:", 1},
    {"allowlist", 'w', "FILE", 0,
     "Scan the addresses, blocks and ranges in FILE, one a line; '#' begins a comment, "
     "'-' is standard input",
     1},
    {"blocklist", 'b', "FILE|none", 0,
     "Never scan what FILE lists, besides the special-purpose addresses that are "
     "always "
     "left out; 'none' allows those (needed for private networks)",
     1},
    {"max-targets", 'n', "N|P%", 0, "Scan only the first N targets, or P percent", 1},
    {"shards", KEY_SHARDS, "N", 0, "Split the scan into N parts of equal size", 1},
    {"shard", KEY_SHARD, "I", 0, "Scan part I, from 0; all parts need the same --seed",
     1},

    {0, 0, 0, 0, "What to ask:", 2},
    {"probes", KEY_PROBES, "LIST", 0,
     "Probes, by comma: echo, ssh, telnet, http, https, cwmp, dns, ntp, control, "
     "tcp/PORT, udp/PORT:FILE with the payload in FILE (default: the first nine)",
     2},
    {"attempts", KEY_ATTEMPTS, "N", 0, "Send each probe N times, 1 to 3 (default: 2)",
     2},
    {"retransmit-delay", KEY_RETRANSMIT_DELAY, "SECONDS", 0,
     "Wait at least this long between attempts (default: 20)", 2},
    {"window", KEY_WINDOW, "SECONDS", 0,
     "Spread the probes to one target over up to this long (default: 1)", 2},

    {0, 0, 0, 0, "How fast, and how long:", 3},
    {"rate", 'r', "N", 0,
     "Packets a second, all counted; K and M are understood "
     "(default: 10000)",
     3},
    {"bandwidth", 'B', "N", 0, "Bits a second on the wire; K, M and G are understood",
     3},
    {"max-runtime", 't', "SECONDS", 0, "Stop sending after this long", 3},
    {"cooldown", 'c', "SECONDS", 0,
     "Wait for late replies this long after the last probe (default: 10)", 3},

    {0, 0, 0, 0, "Which way:", 4},
    {"interface", 'i', "NAME", 0, "Network interface (default: by the route)", 4},
    {"source-address", 'S', "ADDRESS", 0, "Our address (default: the interface's)", 4},
    {"source-ports", 's', "A-B", 0,
     "Our ports, shared out among the attempts "
     "(default: 16384 for each, from the top)",
     4},
    {"gateway-mac", 'G', "MAC", 0,
     "Link address of the gateway (default: asked by ARP)", 4},

    {0, 0, 0, 0, "What comes out:", 5},
    {"output", 'o', "FILE", 0, "New results file, an SQLite database (required)", 5},
    {"seed", 'e', "N", 0,
     "Decides the order of the targets and the control ports "
     "(default: random)",
     5},
    {"dry-run", KEY_DRY_RUN, 0, 0, "Print the plan and send nothing", 5},
    {"yes", KEY_YES, 0, 0, "Go on without being asked when targets are many", 5},
    {"quiet", 'q', 0, 0, "Print neither plan nor progress", 5},
    {"verbose", 'v', 0, 0, "Print the settings in force as well", 5},
    {0},
};

static const char about[] =
    "Scan many targets with many probes at once and record every reply in one SQLite "
    "file.\v"
    "TARGET is an address, a block or a range: 192.0.2.1, 192.0.2.0/24, "
    "192.0.2.1-192.0.2.9.\n\n"
    "Examples:\n"
    "  liveness scan -o results.db 192.0.2.0/24\n"
    "  liveness scan -r 50K -w targets.txt -b opt-outs.txt -o results.db\n"
    "  liveness scan --probes ssh,https,udp/161:snmp.bin -o results.db -w targets.txt\n"
    "  liveness report results.db coverage\n\n"
    "Scanning needs root or CAP_NET_RAW. Interrupt it once to stop sending and wait "
    "for "
    "late replies, twice to end at once; the file is sound either way.\n\n"
    "Exit status: 0 done, 1 the scan failed or was interrupted, 2 usage.";

static bool parse_max_targets(const char *text, struct scan_options *options) {
    size_t length = strlen(text);
    char number[32];

    if (length < 2 || text[length - 1] != '%' || length >= sizeof(number)) {
        return number_parse_unsigned(text, UINT64_MAX, &options->max_targets) &&
               options->max_targets > 0;
    }
    memcpy(number, text, length - 1);
    number[length - 1] = '\0';
    bool is_ok = number_parse_scaled(number, &options->max_targets_share) &&
                 options->max_targets_share <= 100;
    options->max_targets_share /= 100;
    return is_ok;
}

static bool expected(struct error *error, const char *option, const char *form,
                     const char *got) {
    return error_set_usage(error, "--%s: expected %s, got '%s'", option, form, got);
}

static bool add_list(const char *path, const char *option, const char **lists,
                     size_t *count, struct error *error) {
    if (*count == LISTS_MAX) {
        return error_set_usage(error, "--%s: expected at most %d files", option,
                               LISTS_MAX);
    }
    lists[(*count)++] = path;
    return true;
}

static bool parse_small(const char *text, uint64_t min, uint64_t max, uint32_t *value) {
    uint64_t number;

    if (!number_parse_unsigned(text, max, &number) || number < min) {
        return false;
    }
    *value = (uint32_t)number;
    return true;
}

static bool parse_targets_option(int key, const char *text,
                                 struct scan_options *options, struct error *error) {
    switch (key) {
    case 'w':
        return add_list(text, "allowlist", options->allowlists,
                        &options->allowlist_count, error);
    case 'b':
        if (strcmp(text, "none") == 0) {
            options->is_default_blocklist_off = true;
            return true;
        }
        return add_list(text, "blocklist", options->blocklists,
                        &options->blocklist_count, error);
    case 'n':
        return parse_max_targets(text, options) ||
               expected(error, "max-targets", "a number of targets, or a percentage",
                        text);
    case KEY_SHARDS:
        return parse_small(text, 1, UINT32_MAX, &options->shards) ||
               expected(error, "shards", "a number of parts, 1 or more", text);
    default:
        return parse_small(text, 0, UINT32_MAX, &options->shard) ||
               expected(error, "shard", "the number of a part, from 0", text);
    }
}

static bool parse_probes_option(int key, const char *text, struct scan_options *options,
                                struct error *error) {
    switch (key) {
    case KEY_PROBES:
        options->probes = text;
        return true;
    case KEY_ATTEMPTS:
        return parse_small(text, 1, SCHEDULE_ATTEMPTS_MAX, &options->attempts) ||
               expected(error, "attempts", "1, 2 or 3", text);
    case KEY_RETRANSMIT_DELAY:
        return number_parse_seconds(text, &options->retransmit_delay_s) ||
               expected(error, "retransmit-delay", "a number of seconds", text);
    default:
        return number_parse_seconds(text, &options->window_s) ||
               expected(error, "window", "a number of seconds", text);
    }
}

static bool parse_pace_option(int key, const char *text, struct scan_options *options,
                              struct error *error) {
    switch (key) {
    case 'r':
        return number_parse_scaled(text, &options->rate_pps) ||
               expected(error, "rate", "a number of packets a second", text);
    case 'B':
        return number_parse_scaled(text, &options->bandwidth_bps) ||
               expected(error, "bandwidth", "a number of bits a second", text);
    case 't':
        return (number_parse_seconds(text, &options->max_runtime_s) &&
                options->max_runtime_s > 0) ||
               expected(error, "max-runtime", "a number of seconds above 0", text);
    default:
        return number_parse_seconds(text, &options->cooldown_s) ||
               expected(error, "cooldown", "a number of seconds", text);
    }
}

static bool parse_path_option(int key, const char *text, struct scan_options *options,
                              struct error *error) {
    switch (key) {
    case 'i':
        options->interface = text;
        return true;
    case 'S':
        options->has_source = true;
        return address_parse(text, &options->source) ||
               expected(error, "source-address", "an IPv4 address", text);
    case 's':
        options->has_ports = true;
        return number_parse_ports(text, &options->ports.first, &options->ports.last) ||
               expected(error, "source-ports", "a range of ports such as 32768-65535",
                        text);
    default:
        options->has_gateway_mac = true;
        return mac_parse(text, &options->gateway_mac) ||
               expected(error, "gateway-mac",
                        "a link address such as 02:00:00:00:00:01", text);
    }
}

static bool parse_output_option(int key, const char *text, struct scan_options *options,
                                struct error *error) {
    switch (key) {
    case 'o':
        options->output = text;
        return true;
    case 'e':
        options->has_seed = true;
        return number_parse_unsigned(text, INT64_MAX, &options->seed) ||
               expected(error, "seed", "a number from 0 to 2^63-1", text);
    case KEY_DRY_RUN:
        options->is_dry_run = true;
        return true;
    case KEY_YES:
        options->is_confirmed = true;
        return true;
    case 'q':
        options->is_quiet = true;
        return true;
    default:
        options->is_verbose = true;
        return true;
    }
}

typedef bool group_fn(int key, const char *text, struct scan_options *options,
                      struct error *error);

/* By the group numbers of the option table. */
static group_fn *const groups[] = {
    NULL,
    parse_targets_option,
    parse_probes_option,
    parse_pace_option,
    parse_path_option,
    parse_output_option,
};

static int group_of(int key) {
    for (const struct argp_option *option = option_table; option->group != 0;
         option++) {
        if (option->key == key && option->name != NULL) {
            return option->group;
        }
    }
    return 0;
}

static error_t parse_one(int key, char *text, struct argp_state *state) {
    const struct parsing *parsing = state->input;
    struct scan_options *options = parsing->options;

    if (key == ARGP_KEY_ARGS) {
        options->targets = state->argv + state->next;
        options->target_count = (size_t)(state->argc - state->next);
        return 0;
    }
    int group = group_of(key);
    if (group == 0) {
        return ARGP_ERR_UNKNOWN;
    }
    return groups[group](key, text, options, parsing->error) ? 0 : EINVAL;
}

static const struct argp parser = {
    .options = option_table,
    .parser = parse_one,
    .args_doc = "TARGET...",
    .doc = about,
};

static bool check_together(const struct scan_options *options, struct error *error) {
    if (options->output == NULL && !options->is_dry_run) {
        return error_set_usage(error, "no results file; name one with --output FILE");
    }
    if (options->target_count == 0 && options->allowlist_count == 0) {
        return error_set_usage(error,
                               "no targets; give addresses, blocks or ranges, or "
                               "--allowlist FILE (0.0.0.0/0 is all of IPv4)");
    }
    if (options->shard >= options->shards) {
        return error_set_usage(error,
                               "--shard: expected 0 to %u with --shards %u, got %u",
                               options->shards - 1, options->shards, options->shard);
    }
    if (options->shards > 1 && !options->has_seed) {
        return error_set_usage(error, "--shards: the shards of a scan need one --seed");
    }
    return true;
}

static void set_defaults(struct scan_options *options) {
    *options = (struct scan_options){
        .rate_pps = 10000,
        .cooldown_s = 10,
        .shards = 1,
        .attempts = 2,
        .retransmit_delay_s = 20,
        .window_s = 1,
        .probes = probe_set_default,
    };
}

bool options_parse(int argc, char **argv, struct scan_options *options,
                   struct error *error) {
    set_defaults(options);
    return arguments_parse(&parser, argc, argv, options, error) &&
           check_together(options, error);
}
