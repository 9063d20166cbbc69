/* SPDX-License-Identifier: MIT
 * The options of `liveness scan`: one table that is parsed by and that --help prints.
 */
#include "scan/options.h"

#include <stdlib.h>
#include <string.h>

#include "base/arguments.h"
#include "base/error.h"
#include "scan/option_setters.h"

static const struct argp_option option_table[] = {
    {0, 0, 0, 0, "What to scan:", GROUP_TARGETS},
    {"allowlist", 'w', "FILE", 0,
     "Scan the addresses, blocks and ranges in FILE, one a line; '#' begins a comment, "
     "'-' is standard input",
     GROUP_TARGETS},
    {"blocklist", 'b', "FILE|none", 0,
     "Never scan what FILE lists, besides the special-purpose addresses that are "
     "always "
     "left out; 'none' allows those (needed for private networks)",
     GROUP_TARGETS},
    {"max-targets", 'n', "N|P%", 0, "Scan only the first N targets, or P percent",
     GROUP_TARGETS},
    {"shards", KEY_SHARDS, "N", 0, "Split the scan into N parts of equal size",
     GROUP_TARGETS},
    {"shard", KEY_SHARD, "I", 0, "Scan part I, from 0; all parts need the same --seed",
     GROUP_TARGETS},

    {0, 0, 0, 0, "What to ask:", GROUP_PROBES},
    {"probes", KEY_PROBES, "LIST", 0,
     "Probes, by comma: echo, ssh, telnet, http, https, cwmp, dns, ntp, control, "
     "tcp/PORT, udp/PORT:FILE with the payload in FILE (default: the first nine)",
     GROUP_PROBES},
    {"attempts", KEY_ATTEMPTS, "N", 0, "Send each probe N times, 1 to 3 (default: 2)",
     GROUP_PROBES},
    {"retransmit-delay", KEY_RETRANSMIT_DELAY, "SECONDS", 0,
     "Wait at least this long between attempts (default: 20)", GROUP_PROBES},
    {"window", KEY_WINDOW, "SECONDS", 0,
     "Spread the probes to one target over up to this long (default: 1)", GROUP_PROBES},

    {0, 0, 0, 0, "How fast, and how long:", GROUP_PACE},
    {"rate", 'r', "N", 0,
     "Packets a second, all counted; K and M are understood "
     "(default: 10000)",
     GROUP_PACE},
    {"bandwidth", 'B', "N", 0, "Bits a second on the wire; K, M and G are understood",
     GROUP_PACE},
    {"adapt", KEY_ADAPT, 0, 0,
     "Lower the rate when replies are dropped, packets are refused, or fewer probes "
     "are "
     "answered than before; raise it again slowly. Each change is recorded; a lower "
     "rate "
     "stretches the window",
     GROUP_PACE},
    {"max-runtime", 't', "SECONDS", 0, "Stop sending after this long", GROUP_PACE},
    {"max-replies", 'N', "N", 0,
     "Stop sending once this run has recorded N replies, those that come again not "
     "counted; K, M and G are understood. Late ones are still recorded, so there may "
     "be more",
     GROUP_PACE},
    {"max-results", 'N', "N", OPTION_ALIAS | OPTION_HIDDEN, 0, GROUP_PACE},
    {"min-hit-rate", KEY_MIN_HIT_RATE, "P%|SHARE", 0,
     "Stop when over the last 30 seconds of sending, or longer, fewer of the probes "
     "are "
     "answered, and not by chance; 0 is never. Duplicates do not count",
     GROUP_PACE},
    {"min-hitrate", KEY_MIN_HIT_RATE, "P%|SHARE", OPTION_ALIAS | OPTION_HIDDEN, 0,
     GROUP_PACE},
    {"cooldown", 'c', "SECONDS", 0,
     "Wait for late replies this long after the last probe (default: 10)", GROUP_PACE},

    {0, 0, 0, 0, "Which way:", GROUP_PATH},
    {"interface", 'i', "NAME", 0, "Network interface (default: by the route)",
     GROUP_PATH},
    {"source-address", 'S', "ADDRESS", 0, "Our address (default: the interface's)",
     GROUP_PATH},
    {"source-ports", 's', "A-B", 0,
     "Our ports, shared out among the attempts (default: 16384 for each, from the "
     "top); a reply that only its port ties to a probe is forged the easier the fewer "
     "there are",
     GROUP_PATH},
    {"gateway-mac", 'G', "MAC", 0,
     "Link address of the gateway (default: asked by ARP)", GROUP_PATH},
    {"sender", KEY_SENDER, "auto|xdp|packet", 0,
     "Hand packets to the kernel by AF_XDP, which is faster, by AF_PACKET, or by the "
     "first of them that works (default: auto)",
     GROUP_PATH},

    {0, 0, 0, 0, "What comes out:", GROUP_OUTPUT},
    {"output", 'o', "FILE", 0,
     "Results file, an SQLite database, new or with earlier scans in it (required)",
     GROUP_OUTPUT},
    {"resume", KEY_RESUME, "FILE", 0,
     "Go on with the newest scan of FILE, which ended early: its targets, probes and "
     "pace "
     "are in the file",
     GROUP_OUTPUT},
    {"pcap", KEY_PCAP, "FILE", 0,
     "Write every packet that is captured to FILE too, for liveness import, tcpdump or "
     "Wireshark; it must not exist yet. --resume adds to the scan's",
     GROUP_OUTPUT},
    {"seed", 'e', "N", 0,
     "Decides the order of the targets and the control ports "
     "(default: random)",
     GROUP_OUTPUT},
    {"no-seal", KEY_NO_SEAL, 0, 0,
     "Leave the file unsealed at the end; liveness seal does it later", GROUP_OUTPUT},
    {"no-sandbox", KEY_NO_SANDBOX, 0, 0,
     "Leave the process free to do what a scan has no need to, for debuggers and the "
     "like",
     GROUP_OUTPUT},
    {"dry-run", KEY_DRY_RUN, 0, 0, "Print the plan and send nothing", GROUP_OUTPUT},
    {"yes", KEY_YES, 0, 0, "Scan more than 65536 targets", GROUP_OUTPUT},
    {"quiet", 'q', 0, 0, "Print neither plan nor progress", GROUP_OUTPUT},
    {"verbose", 'v', 0, 0, "Print the settings in force as well", GROUP_OUTPUT},
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
    "Scanning needs root or CAP_NET_RAW, and only until its sockets are open. By sudo, "
    "files are opened as the user who called it, and belong to that user.\n\n"
    "Interrupt a scan once to stop sending and wait "
    "for late replies, twice to end at once; the file is sound either way. SIGTERM and "
    "SIGHUP do the same, unless they were ignored at the start, as with nohup; SIGUSR1 "
    "prints a line that says how far it is. The file has why a scan ended, and "
    "--resume goes on with it; limits of time and replies are each run's own.\n\n"
    "Exit status: 0 all was sent, or as much as --max-runtime or --max-replies allows; "
    "1 the scan failed, was interrupted, or fell below --min-hit-rate; 2 usage.";

static const struct argp_option *find_option(int key, const char *name) {
    for (const struct argp_option *option = option_table; option->group != 0;
         option++) {
        if (option->name != NULL &&
            (name == NULL ? option->key == key : strcmp(option->name, name) == 0)) {
            return option;
        }
    }
    return NULL;
}

static error_t parse_one(int key, char *text, struct argp_state *state) {
    const struct parsing *parsing = state->input;
    struct scan_options *options = parsing->options;

    if (key == ARGP_KEY_ARGS) {
        options->targets = state->argv + state->next;
        options->target_count = (size_t)(state->argc - state->next);
        return 0;
    }
    const struct argp_option *option = find_option(key, NULL);
    if (option == NULL) {
        return ARGP_ERR_UNKNOWN;
    }
    options->is_given[key] = true;
    return option_set((enum option_group)option->group, key, text, options,
                      parsing->error)
               ? 0
               : EINVAL;
}

static const struct argp parser = {
    .options = option_table,
    .parser = parse_one,
    .args_doc = "TARGET...",
    .doc = about,
};

static bool check_new(const struct scan_options *options, struct error *error) {
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

/* A resumed scan keeps its schedule; only what does not change it may be given anew. */
static bool check_resumed(const struct scan_options *options, struct error *error) {
    static const int allowed[] = {'c',
                                  't',
                                  'N',
                                  'i',
                                  'S',
                                  'G',
                                  'q',
                                  'v',
                                  KEY_RESUME,
                                  KEY_YES,
                                  KEY_NO_SEAL,
                                  KEY_SENDER,
                                  KEY_NO_SANDBOX,
                                  KEY_MIN_HIT_RATE,
                                  KEY_PCAP};
    bool is_allowed[KEY_END] = {false};

    for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++) {
        is_allowed[allowed[i]] = true;
    }
    for (int key = 0; key < KEY_END; key++) {
        if (options->is_given[key] && !is_allowed[key]) {
            return error_set_usage(error,
                                   "--resume: goes on with the settings in the "
                                   "file; leave out --%s",
                                   find_option(key, NULL)->name);
        }
    }
    return options->target_count == 0 ||
           error_set_usage(error,
                           "--resume: the targets are in the file; leave out '%s'",
                           options->targets[0]);
}

/* The file may be a stranger's, so it decides only what belongs to its scan. The
 * gateway is asked for anew; the rate holds the bandwidth; each run has a limit of its
 * own; probes are restored with their payloads. */
static bool is_restored(const char *name) {
    static const char *const restored[] = {
        "max-targets",      "shard",        "shards",   "attempts",
        "retransmit-delay", "window",       "rate",     "adapt",
        "min-hit-rate",     "pcap",         "cooldown", "interface",
        "source-address",   "source-ports", "seed",
    };

    for (size_t i = 0; i < sizeof(restored) / sizeof(restored[0]); i++) {
        if (strcmp(name, restored[i]) == 0) {
            return true;
        }
    }
    return false;
}

bool options_restore(struct scan_options *options, const char *name, const char *value,
                     struct error *error) {
    const struct argp_option *option = is_restored(name) ? find_option(0, name) : NULL;

    if (option == NULL || options->is_given[option->key]) {
        return true;
    }
    return option_set((enum option_group)option->group, option->key, value, options,
                      error);
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
           (options->resume != NULL ? check_resumed(options, error)
                                    : check_new(options, error));
}
