/* SPDX-License-Identifier: MIT
 * Options as argp reads them, and what goes together. */
#include "share/share_options.h"

#include <errno.h>
#include <string.h>

#include "base/arguments.h"
#include "base/error.h"

enum {
    KEY_LEVEL = 256,
    KEY_OPT_OUT,
    KEY_KEY,
    KEY_LICENCE,
    KEY_CONTACT,
    KEY_TERMS,
    KEY_SCAN,
    KEY_WITH_KEYS,
    KEY_WITH_PAYLOADS,
};

static const struct argp_option option_table[] = {
    {"level", KEY_LEVEL, "LEVEL", 0,
     "How much to share: summary, blocks24, anonymised or full (required)", 0},
    {"opt-out", KEY_OPT_OUT, "FILE", 0,
     "Take out every reply of and about these addresses, blocks and ranges; may be "
     "repeated",
     0},
    {"key", KEY_KEY, "FILE", 0,
     "Anonymise with the 32 bytes of this file (default: a key that nobody keeps)", 0},
    {"licence", KEY_LICENCE, "TEXT", 0, "The licence to use the data under", 0},
    {"license", 0, 0, OPTION_ALIAS, 0, 0},
    {"contact", KEY_CONTACT, "TEXT", 0, "Whom to ask about the data", 0},
    {"terms", KEY_TERMS, "TEXT", 0, "What else its users have to keep to", 0},
    {"scan", KEY_SCAN, "N", 0, "Share this scan alone (default: all)", 0},
    {"with-payloads", KEY_WITH_PAYLOADS, 0, 0,
     "Leave the payloads of UDP probes of your own in the file", 0},
    {"with-keys", KEY_WITH_KEYS, 0, 0,
     "Leave the scans' keys in, so that captures can be imported for them (full only)",
     0},
    {"quiet", 'q', 0, 0, "Do not show how far it is", 0},
    {0},
};

static const char about[] =
    "Make a results file for others of one of your own: no more of it than you want to "
    "give.\v"
    "  summary     signatures and counts: every report works, and there is not one "
    "address in it\n"
    "  blocks24    the same, and which blocks of 256 addresses (/24) replied to what\n"
    "  anonymised  every reply and address, but each address stands for another, by "
    "Crypto-PAn: those that share a prefix still do; times to the second\n"
    "  full        everything but keys and payloads\n"
    "Below full, what the scan was asked is left out as far as it names addresses, "
    "files or interfaces, and so are seed and source address. docs/sharing.md says "
    "what "
    "each level still gives away.\n\n"
    "OUT is made anew, so nothing that was deleted or left out lingers in it; it is "
    "sealed, and appears under its name once it is whole and on the disk. Table "
    "provenance has the level, the SHA-256 of the file it was made from, and what "
    "--licence, --contact and --terms say. IN is not changed.\n\n"
    "Files that were anonymised with the same --key can be merged and compared; make "
    "one "
    "by: head -c 32 /dev/urandom > key\n\n"
    "Example:\n"
    "  liveness share results.db summary.db --level summary --licence CC-BY-4.0 "
    "--contact scans@example.org\n\n"
    "Exit status: 0 done, 1 it failed or was interrupted, 2 usage.";

static const char *const level_names[] = {[SHARE_FULL] = "full",
                                          [SHARE_ANONYMISED] = "anonymised",
                                          [SHARE_BLOCKS24] = "blocks24",
                                          [SHARE_SUMMARY] = "summary"};

static error_t refuse(const struct parsing *parsing, const char *what,
                      const char *expected, const char *text) {
    error_set_usage(parsing->error, "--%s: expected %s, got '%s'", what, expected,
                    text);
    return EINVAL;
}

static error_t take_level(const struct parsing *parsing, const char *text) {
    struct share_options *options = parsing->options;

    for (enum share_level level = SHARE_FULL; level <= SHARE_SUMMARY; level++) {
        if (strcmp(text, level_names[level]) == 0) {
            options->level = level;
            return 0;
        }
    }
    return refuse(parsing, "level", "summary, blocks24, anonymised or full", text);
}

static error_t take_opt_out(const struct parsing *parsing, const char *text) {
    struct share_options *options = parsing->options;

    if (options->opt_out_count == OPT_OUTS_MAX) {
        return refuse(parsing, "opt-out", "at most 64 files", text);
    }
    options->opt_outs[options->opt_out_count++] = text;
    return 0;
}

static error_t take_argument(const struct parsing *parsing, const char *text) {
    struct share_options *options = parsing->options;

    if (options->input == NULL) {
        options->input = text;
    } else if (options->output == NULL) {
        options->output = text;
    } else {
        error_set_usage(parsing->error, "'%s': expected two files, IN and OUT", text);
        return EINVAL;
    }
    return 0;
}

static error_t parse_one(int key, char *text, struct argp_state *state) {
    const struct parsing *parsing = state->input;
    struct share_options *options = parsing->options;

    switch (key) {
    case KEY_LEVEL:
        return take_level(parsing, text);
    case KEY_OPT_OUT:
        return take_opt_out(parsing, text);
    case KEY_KEY:
        options->key = text;
        return 0;
    case KEY_LICENCE:
        options->licence = text;
        return 0;
    case KEY_CONTACT:
        options->contact = text;
        return 0;
    case KEY_TERMS:
        options->terms = text;
        return 0;
    case KEY_SCAN:
        return arguments_take_scan(parsing, "scan", text, &options->scan);
    case KEY_WITH_KEYS:
        options->has_keys = true;
        return 0;
    case KEY_WITH_PAYLOADS:
        options->has_payloads = true;
        return 0;
    case 'q':
        options->is_quiet = true;
        return 0;
    case ARGP_KEY_ARG:
        return take_argument(parsing, text);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp parser = {
    .options = option_table,
    .parser = parse_one,
    .args_doc = "IN OUT",
    .doc = about,
};

static bool go_together(const struct share_options *options, struct error *error) {
    if (options->output == NULL) {
        return error_set_usage(error, "no %s; liveness share IN OUT --level LEVEL",
                               options->input == NULL ? "results file"
                                                      : "name for the output");
    }
    if (options->level == 0) {
        return error_set_usage(error, "no --level: summary, blocks24, anonymised or "
                                      "full; liveness share --help says what they are");
    }
    if (options->key != NULL && options->level != SHARE_ANONYMISED) {
        return error_set_usage(error,
                               "--key is for --level anonymised, and the level is %s",
                               level_names[options->level]);
    }
    return !options->has_keys || options->level == SHARE_FULL ||
           error_set_usage(error,
                           "--with-keys is for --level full: at %s they are of no use",
                           level_names[options->level]);
}

bool share_options_parse(int argc, char **argv, struct share_options *options,
                         struct error *error) {
    *options = (struct share_options){0};
    return arguments_parse(&parser, argc, argv, options, error) &&
           go_together(options, error);
}
