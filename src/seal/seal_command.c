/* SPDX-License-Identifier: MIT
 * Seals a results file, or goes on with it where that was broken off. */
#include "seal/seal_command.h"

#include "base/arguments.h"
#include "base/error.h"
#include "base/signals.h"
#include "base/watch.h"
#include "warehouse/database.h"
#include "warehouse/seal.h"

struct seal_options {
    const char *path;
    bool is_quiet;
};

static const struct argp_option option_table[] = {
    {"quiet", 'q', 0, 0, "Do not show how far it is", 0},
    {0},
};

static const char about[] =
    "Seal a results file: sort its replies by target, verify that none was lost, and "
    "give free space back.\v"
    "A scan that is done is sealed by itself, unless with --no-seal. A sealed file is "
    "smaller, finds a target's replies at once, and is one file that opens on "
    "read-only media too. Reports say the same before, during and after.\n\n"
    "Sealing takes the file to about twice its final size for a while, and a temporary "
    "file beside it of 40 bytes a reply. Interrupt it whenever you like: the file "
    "stays "
    "sound, and the next liveness seal goes on with it. SIGUSR1 makes it tell how far "
    "it is. A scan that ended early can be "
    "gone on with after it, too, by liveness scan --resume.\n\n"
    "Exit status: 0 done, 1 it failed or was interrupted, 2 usage.";

static error_t parse_one(int key, char *text, struct argp_state *state) {
    const struct parsing *parsing = state->input;
    struct seal_options *options = parsing->options;

    switch (key) {
    case 'q':
        options->is_quiet = true;
        return 0;
    case ARGP_KEY_ARG:
        return arguments_take_file(parsing, text, &options->path);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp parser = {
    .options = option_table,
    .parser = parse_one,
    .args_doc = "FILE",
    .doc = about,
};

static bool parse_options(int argc, char **argv, struct seal_options *options,
                          struct error *error) {
    return arguments_parse(&parser, argc, argv, options, error) &&
           (options->path != NULL ||
            error_set_usage(error, "no results file; liveness seal FILE"));
}

bool seal_command(int argc, char **argv, struct error *error) {
    struct seal_options options = {0};
    struct database database;
    struct watch watch;

    signals_begin();
    if (!parse_options(argc, argv, &options, error) ||
        !database_reopen(options.path, &database, error)) {
        return false;
    }
    watch_start(&watch, options.is_quiet);
    bool is_ok = seal(&database, &watch, error);
    watch_end(&watch);
    is_ok = is_ok && database_leave_wal(&database, options.is_quiet, error);
    database_close(&database);
    return is_ok;
}
