/* SPDX-License-Identifier: MIT
 * The options of `liveness import`: one table that is parsed by and that --help prints.
 */
#include "import/import_options.h"

#include "base/address.h"
#include "base/arguments.h"
#include "base/error.h"
#include "base/number.h"

enum { KEY_SCAN = 256, KEY_SCAN_NUMBER, KEY_NO_SEAL };

static const struct argp_option option_table[] = {
    {"output", 'o', "FILE", 0,
     "Results file to write to, new or with scans in it (required)", 0},
    {"scan", KEY_SCAN, "FILE", 0,
     "Results file of the scan that was captured; it has the key that ties replies to "
     "probes (required; may be the output)",
     0},
    {"scan-number", KEY_SCAN_NUMBER, "N", 0,
     "Number of that scan in its file (default: the newest)", 0},
    {"source-address", 'S', "ADDRESS", 0,
     "Our address in the capture (default: all that the scan was sent from)", 0},
    {"no-seal", KEY_NO_SEAL, 0, 0,
     "Leave the file unsealed at the end; liveness seal does it later", 0},
    {"quiet", 'q', 0, 0, "Print neither progress nor what was imported", 0},
    {0},
};

static const char about[] =
    "Read the replies to a scan once more, from a capture, into a results file.\v"
    "CAPTURE is a file by liveness scan --pcap, tcpdump, Wireshark or whatever writes "
    "pcap or pcapng; '-' is standard input. Several files are read in their order. "
    "Packets that are not to an address that the scan was sent from are passed "
    "over.\n\n"
    "Examples:\n"
    "  liveness scan --pcap scan.pcap -o results.db 192.0.2.0/24\n"
    "  liveness import --scan results.db -o again.db scan.pcap\n"
    "  liveness import --scan results.db -o results.db scan.pcap\n"
    "  liveness report results.db churn\n\n"
    "What was asked and sent is copied from the scan; replies, and packets that are "
    "none, come from the capture alone. So the same packets can be read by a newer "
    "version, and the scan before and after be compared in one file. When probes were "
    "sent a capture does not say: round-trip times are unknown.\n\n"
    "A file that is cut off or damaged is imported up to there, and so is what comes "
    "before an interrupt; the scan says so in the report health. If no packet is a "
    "reply, nothing is written; nor if so few are, and those by their port alone, that "
    "it is chance, but to a file with scans in it: there they are left as a scan.\n\n"
    "Exit status: 0 done, 1 it failed, was interrupted, or a file was cut off, 2 "
    "usage.";

static bool take_number(const char *text, struct import_options *options,
                        struct error *error) {
    uint64_t number;

    if (!number_parse_unsigned(text, INT64_MAX, &number) || number == 0) {
        return error_set_usage(
            error, "--scan-number: expected the number of a scan, got '%s'", text);
    }
    options->scan = (int64_t)number;
    return true;
}

static bool take_source(const char *text, struct import_options *options,
                        struct error *error) {
    options->has_source = true;
    return address_parse(text, &options->source) ||
           error_set_usage(
               error, "--source-address: expected an IPv4 address, got '%s'", text);
}

static error_t parse_one(int key, char *text, struct argp_state *state) {
    const struct parsing *parsing = state->input;
    struct import_options *options = parsing->options;

    switch (key) {
    case 'o':
        options->output = text;
        return 0;
    case KEY_SCAN:
        options->results = text;
        return 0;
    case KEY_SCAN_NUMBER:
        return take_number(text, options, parsing->error) ? 0 : EINVAL;
    case 'S':
        return take_source(text, options, parsing->error) ? 0 : EINVAL;
    case KEY_NO_SEAL:
        options->is_no_seal = true;
        return 0;
    case 'q':
        options->is_quiet = true;
        return 0;
    case ARGP_KEY_ARGS:
        options->captures = state->argv + state->next;
        options->capture_count = (size_t)(state->argc - state->next);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp parser = {
    .options = option_table,
    .parser = parse_one,
    .args_doc = "CAPTURE...",
    .doc = about,
};

bool import_options_parse(int argc, char **argv, struct import_options *options,
                          struct error *error) {
    *options = (struct import_options){0};
    if (!arguments_parse(&parser, argc, argv, options, error)) {
        return false;
    }
    if (options->output == NULL) {
        return error_set_usage(error, "no output; name a results file with --output");
    }
    if (options->results == NULL) {
        return error_set_usage(error, "no scan; name the results file of the scan that "
                                      "was captured with --scan");
    }
    return options->capture_count > 0 ||
           error_set_usage(error, "no capture; give pcap or pcapng files, or '-'");
}
