/* SPDX-License-Identifier: MIT
 * Prints what scans found out about an address: a line a scan, then the replies. */
#include "lookup/lookup_command.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/address.h"
#include "base/arguments.h"
#include "base/error.h"
#include "base/keyed_hash.h"
#include "base/signals.h"
#include "lookup/finding.h"
#include "print/print_rows.h"
#include "print/printer.h"
#include "warehouse/database.h"

enum { KEY_SCAN = KEY_PRINTER_END };

struct lookup_options {
    const char *path;
    bool has_address;
    uint32_t address;
    int64_t scan;
    const struct printer *printer;
};

static const struct argp_option option_table[] = {
    {"scan", KEY_SCAN, "N", 0, "Look into this scan (default: every scan in the file)",
     0},
    PRINTER_OPTIONS,
    {0},
};

static const char about[] =
    "Tell all that a results file knows of an address.\v"
    "There is a line a scan, newest first, with the levels at which the address is "
    "alive, or with the reason why it is not known to be:\n"
    "  probed, silent            every probe was sent, nothing came back\n"
    "  probed, silent so far     the same, but not all attempts were made yet\n"
    "  being probed              some probes were sent, and not yet the others\n"
    "  not yet probed            the scan runs, or ended, before the address's turn\n"
    "  probed, silent, or not probed\n"
    "                            a shard ended early before it was merged with others\n"
    "  excluded by blocklist     with the list's name and the line that holds it\n"
    "  left out by --max-targets\n"
    "  in another shard\n"
    "  not a target\n"
    "It may be added that others replied in its place or, if it replied for others "
    "alone, what became of it itself.\n"
    "A file that was shared says no more than its level leaves: at 'anonymised' "
    "whether the address, which stands for another, replied; at 'blocks24' to which "
    "probes its block of 256 did; at 'summary' nothing. Where addresses that opted out "
    "were taken out, silence may be that.\n"
    "Then come the replies, one a row: those to probes of the address, whoever sent "
    "them, and those that it sent for other targets. In the other forms all is one "
    "table, and a scan without replies has a row with its conclusion alone.\n\n"
    "In a sealed file the replies about an address are found at once. Those that it "
    "sent for others, and all in a file that is not sealed, take one reading of the "
    "tables reply_other and reply_log: about a second for 10 million rows.\n\n"
    "Examples:\n"
    "  liveness lookup results.db 192.0.2.1\n"
    "  liveness lookup results.db 192.0.2.1 --scan 2 --json\n\n"
    "Exit status: 0 done, 1 the file cannot be read, 2 usage.";

static error_t take_argument(const struct parsing *parsing, const char *text) {
    struct lookup_options *options = parsing->options;

    if (options->path == NULL) {
        options->path = text;
        return 0;
    }
    if (options->has_address) {
        error_set_usage(parsing->error, "'%s': expected one file and one address",
                        text);
        return EINVAL;
    }
    options->has_address = true;
    if (!address_parse(text, &options->address)) {
        error_set_usage(parsing->error,
                        "'%s': expected an IPv4 address such as 192.0.2.1", text);
        return EINVAL;
    }
    return 0;
}

static error_t parse_one(int key, char *text, struct argp_state *state) {
    const struct parsing *parsing = state->input;
    struct lookup_options *options = parsing->options;

    switch (key) {
    case KEY_SCAN:
        return arguments_take_scan(parsing, "scan", text, &options->scan);
    case ARGP_KEY_ARG:
        return take_argument(parsing, text);
    default:
        return printer_choose(key, &options->printer) ? 0 : ARGP_ERR_UNKNOWN;
    }
}

static const struct argp parser = {
    .options = option_table,
    .parser = parse_one,
    .args_doc = "FILE ADDRESS",
    .doc = about,
};

static bool parse_options(int argc, char **argv, struct lookup_options *options,
                          struct error *error) {
    *options = (struct lookup_options){.printer = &printer_text, .scan = EVERY_SCAN};
    if (!arguments_parse(&parser, argc, argv, options, error)) {
        return false;
    }
    return options->has_address ||
           error_set_usage(error, "no %s; liveness lookup FILE ADDRESS",
                           options->path == NULL ? "results file" : "address");
}

static bool check_scan(struct database *database, int64_t scan, struct error *error) {
    if (scan == EVERY_SCAN) {
        return true;
    }
    sqlite3_stmt *row = database_statement(database, STATEMENT_COUNT_SCAN, error);
    if (row == NULL) {
        return false;
    }
    bind_integer(row, ":scan", scan);
    if (sqlite3_step(row) != SQLITE_ROW) {
        return database_failed(database, "read", error);
    }
    bool has_scan = sqlite3_column_int(row, 0) > 0;
    sqlite3_reset(row);
    return has_scan || error_set_usage(error, "--scan: '%s' has no scan %lld",
                                       database->path, (long long)scan);
}

static bool print_table(struct database *database, enum statement statement,
                        const struct printer *printer, struct error *error) {
    sqlite3_stmt *rows = database_statement(database, statement, error);

    return rows != NULL && print_rows(database, rows, printer, error);
}

static bool print_findings(struct database *database, const struct printer *printer,
                           bool has_replies, struct error *error) {
    if (printer != &printer_text) {
        return print_table(database, STATEMENT_READ_FOUND_TABLE, printer, error);
    }
    return print_table(database, STATEMENT_READ_FINDINGS, printer, error) &&
           (!has_replies ||
            (putchar('\n') != EOF &&
             print_table(database, STATEMENT_READ_FOUND, printer, error)));
}

bool lookup_command(int argc, char **argv, struct error *error) {
    struct lookup_options options;
    struct database database;

    signals_begin_reading();
    if (!parse_options(argc, argv, &options, error)) {
        return false;
    }
    if (!keyed_hash_init()) {
        return error_set(error, "libsodium finds no source of random numbers");
    }
    if (!database_open(options.path, &database, error)) {
        return false;
    }
    bool has_replies;
    bool is_ok = check_scan(&database, options.scan, error) &&
                 findings_collect(&database, options.address, options.scan,
                                  &has_replies, error) &&
                 print_findings(&database, options.printer, has_replies, error);
    database_close(&database);
    return is_ok;
}
