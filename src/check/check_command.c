/* SPDX-License-Identifier: MIT
 * Checks a results file and prints what is wrong with it, or that nothing is. */
#include "check/check_command.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/arguments.h"
#include "base/deep_call.h"
#include "base/error.h"
#include "base/signals.h"
#include "base/text.h"
#include "check/problems.h"
#include "check/ticker.h"
#include "print/print_rows.h"
#include "print/printer.h"
#include "warehouse/database.h"

struct check_options {
    const char *path;
    const struct printer *printer;
};

static const struct argp_option option_table[] = {
    PRINTER_OPTIONS,
    {0},
};

static const char about[] =
    "Find out whether a results file is sound.\v"
    "Four steps, each over every scan in the file:\n"
    "  integrity   SQLite's own check of pages, indexes and constraints\n"
    "  references  rows that refer to rows that are not there\n"
    "  identities  what must hold between the numbers of the reports, and that every "
    "reply belongs to a target and a probe of its scan: queries/check.sql\n"
    "  summaries   the tables that reports read, against a recount of all replies: the "
    "view summary_mismatch\n\n"
    "A sound file gets one line, which says of scans that were shared in part what "
    "could not be checked. Otherwise there is a row a problem, with what was "
    "expected and what was found; a step lists 100 at most. With --csv, --json or "
    "--markdown there is always a table, and the line goes to standard error.\n\n"
    "The file is not changed, and may be in use: a scan can go on writing to it. "
    "Sorting "
    "takes up to 500 MB of memory, and space for temporary files beyond that; "
    "SQLITE_TMPDIR says where. It takes about a minute for 10 million replies.\n\n"
    "Exit status: 0 sound, 1 not sound, or not checked to the end, 2 usage.";

static error_t parse_one(int key, char *text, struct argp_state *state) {
    const struct parsing *parsing = state->input;
    struct check_options *options = parsing->options;

    switch (key) {
    case ARGP_KEY_ARG:
        return arguments_take_file(parsing, text, &options->path);
    default:
        return printer_choose(key, &options->printer) ? 0 : ARGP_ERR_UNKNOWN;
    }
}

static const struct argp parser = {
    .options = option_table,
    .parser = parse_one,
    .args_doc = "FILE",
    .doc = about,
};

static bool parse_options(int argc, char **argv, struct check_options *options,
                          struct error *error) {
    *options = (struct check_options){.printer = &printer_text};
    if (!arguments_parse(&parser, argc, argv, options, error)) {
        return false;
    }
    return options->path != NULL ||
           error_set_usage(error, "no results file; liveness check FILE");
}

/* A search in a thread of its own: see base/deep_call.h. */
struct search {
    struct database *database;
    struct ticker *ticker;
    size_t count;
    bool is_ok;
    struct error *error;
};

static void search(void *context) {
    struct search *call = context;

    call->is_ok =
        problems_find(call->database, call->ticker, &call->count, call->error);
}

static bool find_problems(struct database *database, size_t *count,
                          struct error *error) {
    struct ticker ticker;
    struct search call = {.database = database, .ticker = &ticker, .error = error};

    if (!ticker_start(&ticker, database->sqlite, &database->budget, error)) {
        return false;
    }
    if (!deep_call(database_tree_stack(database), search, NULL, &call)) {
        error_set(error, "out of memory for checking '%s'", database->path);
    }
    ticker_stop(&ticker);
    *count = call.count;
    return call.is_ok;
}

static bool print_problems(struct database *database, const struct printer *printer,
                           struct error *error) {
    sqlite3_stmt *rows = database_statement(database, STATEMENT_READ_PROBLEMS, error);

    return rows != NULL && print_rows(database, rows, printer, error);
}

/* What there was to check, so that nobody takes an empty file for a good scan. */
static bool print_verdict(struct database *database, FILE *stream,
                          struct error *error) {
    sqlite3_stmt *row = database_statement(database, STATEMENT_COUNT_CONTENTS, error);

    if (row == NULL || sqlite3_step(row) != SQLITE_ROW) {
        return database_failed(database, "read", error);
    }
    long long scans = sqlite3_column_int64(row, 0);
    fputc('\'', stream);
    text_write(stream, text_of_string(database->path));
    fprintf(stream,
            "' is sound: integrity, references, identities, summaries of %lld "
            "scan%s, %lld replies%s\n",
            scans, scans == 1 ? "" : "s", sqlite3_column_int64(row, 1),
            (const char *)sqlite3_column_text(row, 2));
    sqlite3_reset(row);
    return fflush(stream) == 0 ||
           error_set(error, "cannot write the verdict: %s", strerror(errno));
}

static bool check(struct database *database, const struct printer *printer,
                  struct error *error) {
    bool is_text = printer == &printer_text;
    size_t count;

    if (!find_problems(database, &count, error) ||
        ((count > 0 || !is_text) && !print_problems(database, printer, error))) {
        return false;
    }
    return count == 0 ? print_verdict(database, is_text ? stdout : stderr, error)
                      : error_set(error, "'%s' is not sound: %zu problem%s",
                                  database->path, count, count == 1 ? "" : "s");
}

bool check_command(int argc, char **argv, struct error *error) {
    struct check_options options;
    struct database database;

    signals_begin_reading();
    if (!parse_options(argc, argv, &options, error) ||
        !database_open_to_check(options.path, &database, error)) {
        return false;
    }
    bool is_ok = check(&database, options.printer, error);
    database_close(&database);
    return is_ok;
}
