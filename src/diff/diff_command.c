/* SPDX-License-Identifier: MIT
 * Prints the report churn on scans of two files. */
#include "diff/diff_command.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/arguments.h"
#include "base/error.h"
#include "base/signals.h"
#include "diff/two_scans.h"
#include "print/print_rows.h"
#include "print/printer.h"
#include "warehouse/catalogue.h"
#include "warehouse/database.h"

enum { KEY_BEFORE = KEY_PRINTER_END, KEY_SCAN, NAME_SIZE = 420 };

struct diff_options {
    struct scan_of_file earlier;
    struct scan_of_file later;
    const struct printer *printer;
};

static const struct argp_option option_table[] = {
    {"before", KEY_BEFORE, "N", 0, "Take this scan of A (default: its newest)", 0},
    {"scan", KEY_SCAN, "N", 0, "Take this scan of B (default: its newest)", 0},
    PRINTER_OPTIONS,
    {0},
};

static const char about[] =
    "Print what changed from a scan in A to a scan in B: the report churn, across "
    "files.\v"
    "How many addresses, and blocks of 256 addresses (/24), had each level in A and "
    "have "
    "it in B; of these, how many stayed at it, appeared, gained, disappeared or lost "
    "it. "
    "To compare scans of one file, see liveness report FILE churn; liveness merge "
    "makes "
    "one file of several.\n\n"
    "Addresses are read from both files into a temporary one; SQLITE_TMPDIR says "
    "where. Files whose addresses are anonymised can be compared where the key was the "
    "same.\n\n"
    "Examples:\n"
    "  liveness diff monday.db tuesday.db\n"
    "  liveness diff year.db year.db --before 1 --scan 52 --csv\n\n"
    "Exit status: 0 done, 1 a file cannot be read or compared, 2 usage.";

static error_t take_argument(const struct parsing *parsing, const char *text) {
    struct diff_options *options = parsing->options;

    if (options->earlier.path == NULL) {
        options->earlier.path = text;
    } else if (options->later.path == NULL) {
        options->later.path = text;
    } else {
        error_set_usage(parsing->error, "'%s': expected two files, A and B", text);
        return EINVAL;
    }
    return 0;
}

static error_t parse_one(int key, char *text, struct argp_state *state) {
    const struct parsing *parsing = state->input;
    struct diff_options *options = parsing->options;

    switch (key) {
    case KEY_BEFORE:
        return arguments_take_scan(parsing, options->earlier.option, text,
                                   &options->earlier.scan);
    case KEY_SCAN:
        return arguments_take_scan(parsing, options->later.option, text,
                                   &options->later.scan);
    case ARGP_KEY_ARG:
        return take_argument(parsing, text);
    default:
        return printer_choose(key, &options->printer) ? 0 : ARGP_ERR_UNKNOWN;
    }
}

static const struct argp parser = {
    .options = option_table,
    .parser = parse_one,
    .args_doc = "A B",
    .doc = about,
};

static bool parse_options(int argc, char **argv, struct diff_options *options,
                          struct error *error) {
    *options = (struct diff_options){.earlier = {.option = "before"},
                                     .later = {.option = "scan"},
                                     .printer = &printer_text};
    return arguments_parse(&parser, argc, argv, options, error) &&
           (options->later.path != NULL ||
            error_set_usage(error, "no %s; liveness diff A B",
                            options->earlier.path == NULL ? "results files"
                                                          : "second results file"));
}

/* Unset, its parameters are the newest scan and the one before it. */
static bool print_churn(struct database *database, const struct printer *printer,
                        struct error *error) {
    sqlite3_stmt *rows = NULL;
    bool is_ok = sqlite3_prepare_v2(database->sqlite, catalogue_find("churn")->text, -1,
                                    &rows, NULL) == SQLITE_OK
                     ? print_rows(database, rows, printer, error)
                     : database_failed(database, "read", error);

    sqlite3_finalize(rows);
    return is_ok;
}

static bool compare(const struct diff_options *options, struct database *both,
                    struct error *error) {
    return two_scans_put(&options->earlier, &options->later, both, error) &&
           print_churn(both, options->printer, error);
}

/* What errors call the file in which they are compared. */
static void name_both(const struct diff_options *options, char name[NAME_SIZE]) {
    snprintf(name, NAME_SIZE, "%.200s' and '%.200s", options->earlier.path,
             options->later.path);
}

bool diff_command(int argc, char **argv, struct error *error) {
    struct diff_options options;
    struct database both;
    char name[NAME_SIZE];

    signals_begin_reading();
    if (!parse_options(argc, argv, &options, error)) {
        return false;
    }
    name_both(&options, name);
    if (!database_create_temporary(&both, name, error)) {
        return false;
    }
    bool is_ok = compare(&options, &both, error);
    database_close(&both);
    return is_ok;
}
