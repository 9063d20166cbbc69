/* SPDX-License-Identifier: MIT
 * Options as argp reads them. */
#include "merge/merge_options.h"

#include <errno.h>
#include <stdlib.h>

#include "base/arguments.h"
#include "base/error.h"

enum { KEY_PARTIAL = 256 };

static const struct argp_option option_table[] = {
    {"partial", KEY_PARTIAL, 0, 0,
     "Go on if shards of a scan are missing: those that are there stay scans of their "
     "own",
     0},
    {"quiet", 'q', 0, 0, "Do not show how far it is", 0},
    {0},
};

static const char about[] =
    "Make one results file of several.\v"
    "Shards of one scan (liveness scan --shards) become that scan: the same seed, "
    "targets, probes and attempts tell them. Their replies and counts are added up, "
    "and times count from the start of the first, seconds to the nearest. Seconds of "
    "sending add up, too, so the rate in the report health is what a shard had. It is "
    "an error if a shard is there twice, or if some are missing, unless with "
    "--partial. Where shards of several scans with one seed are to be merged, merge "
    "each scan's first.\n\n"
    "Other scans stand beside each other in the order in which they were started, and "
    "the report churn compares them. Files that were shared can be merged, too, and "
    "have no more in them than before; addresses that were anonymised are compared "
    "only where the key was the same. Shards are united only while they have all.\n\n"
    "OUT is made anew and sealed; it appears under its name once it is whole. Table "
    "provenance has the SHA-256 of each file. A key that differs between shards is "
    "left out: to go on with a shard, or to import its captures, use its own file.\n\n"
    "Examples:\n"
    "  liveness merge whole.db shard0.db shard1.db shard2.db\n"
    "  liveness merge autumn.db september.db october.db november.db\n\n"
    "Exit status: 0 done, 1 it failed or was interrupted, 2 usage.";

static error_t take_argument(const struct parsing *parsing, const char *text) {
    struct merge_options *options = parsing->options;

    if (options->output == NULL) {
        options->output = text;
        return 0;
    }
    const char **inputs =
        realloc(options->inputs, (options->input_count + 1) * sizeof(*inputs));
    if (inputs == NULL) {
        error_set(parsing->error, "out of memory for file names");
        return EINVAL;
    }
    inputs[options->input_count++] = text;
    options->inputs = inputs;
    return 0;
}

static error_t parse_one(int key, char *text, struct argp_state *state) {
    const struct parsing *parsing = state->input;
    struct merge_options *options = parsing->options;

    switch (key) {
    case KEY_PARTIAL:
        options->is_partial = true;
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
    .args_doc = "OUT FILE...",
    .doc = about,
};

bool merge_options_parse(int argc, char **argv, struct merge_options *options,
                         struct error *error) {
    *options = (struct merge_options){0};
    return arguments_parse(&parser, argc, argv, options, error) &&
           (options->input_count > 0 ||
            error_set_usage(error, "no %s; liveness merge OUT FILE...",
                            options->output == NULL ? "name for the output"
                                                    : "file to merge"));
}

void merge_options_finish(struct merge_options *options) {
    free(options->inputs);
    *options = (struct merge_options){0};
}
