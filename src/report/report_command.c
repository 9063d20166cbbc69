/* SPDX-License-Identifier: MIT
 * Runs a canned report on a results file and prints it, or lists the reports. */
#include "report/report_command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arguments.h"
#include "base/error.h"
#include "base/signals.h"
#include "print/print_rows.h"
#include "print/printer.h"
#include "warehouse/catalogue.h"
#include "warehouse/database.h"

enum { PARAMETERS_MAX = 16, PARAMETER_NAME_SIZE = 64 };
enum { KEY_PARAM = KEY_PRINTER_END };

struct report_options {
    const char *path;
    const char *name; /* NULL: list the reports */
    const struct printer *printer;
    const char *parameters[PARAMETERS_MAX]; /* "name=value" */
    size_t parameter_count;
};

static const struct argp_option option_table[] = {
    PRINTER_OPTIONS,
    {"param", KEY_PARAM, "NAME=VALUE", 0,
     "Set a parameter of the report, such as scan=1 (default: the newest scan)", 0},
    {0},
};

static const char about[] =
    "Print a canned report on a results file; without NAME, list the reports.\v"
    "Each report is a query in queries/NAME.sql, so this does the same:\n"
    "  sqlite3 -header -column results.db < queries/coverage.sql\n\n"
    "A report can be printed while the scan runs.\n\n"
    "Exit status: 0 done, 1 the file cannot be read, 2 usage.";

static error_t add_parameter(const struct parsing *parsing, const char *text) {
    struct report_options *options = parsing->options;

    if (strchr(text, '=') == NULL || options->parameter_count == PARAMETERS_MAX) {
        error_set_usage(parsing->error, "--param: expected NAME=VALUE, got '%s'", text);
        return EINVAL;
    }
    options->parameters[options->parameter_count++] = text;
    return 0;
}

static error_t add_argument(const struct parsing *parsing, const char *text) {
    struct report_options *options = parsing->options;

    if (options->path == NULL) {
        options->path = text;
    } else if (options->name == NULL) {
        options->name = text;
    } else {
        error_set_usage(parsing->error, "'%s': expected one file and one report", text);
        return EINVAL;
    }
    return 0;
}

static error_t parse_one(int key, char *text, struct argp_state *state) {
    const struct parsing *parsing = state->input;
    struct report_options *options = parsing->options;

    switch (key) {
    case KEY_PARAM:
        return add_parameter(parsing, text);
    case ARGP_KEY_ARG:
        return add_argument(parsing, text);
    default:
        return printer_choose(key, &options->printer) ? 0 : ARGP_ERR_UNKNOWN;
    }
}

static const struct argp parser = {
    .options = option_table,
    .parser = parse_one,
    .args_doc = "FILE [NAME]",
    .doc = about,
};

static bool parse_options(int argc, char **argv, struct report_options *options,
                          struct error *error) {
    *options = (struct report_options){.printer = &printer_text};
    if (!arguments_parse(&parser, argc, argv, options, error)) {
        return false;
    }
    return options->path != NULL ||
           error_set_usage(error, "no results file; liveness report FILE [NAME]");
}

static void list_reports(void) {
    for (size_t i = 0; i < catalogue_count(); i++) {
        const struct sql_text *report = catalogue_at(i);
        char title[REPORT_TITLE_SIZE];

        printf("%-22s %s\n", report->name,
               catalogue_head(report, "title", title, sizeof(title)));
    }
}

/* Integers are bound as such; whatever else as text. */
static void bind_value(sqlite3_stmt *query, int index, const char *value) {
    char *end;

    errno = 0;
    long long number = strtoll(value, &end, 10);
    if (end != value && *end == '\0' && errno == 0) {
        sqlite3_bind_int64(query, index, number);
    } else {
        sqlite3_bind_text(query, index, value, -1, SQLITE_STATIC);
    }
}

/* A number that no scan has would make a report of zeros, which could be believed. */
static bool check_scan(struct database *database, const char *value,
                       struct error *error) {
    sqlite3_stmt *statement = database_statement(database, STATEMENT_COUNT_SCAN, error);

    if (statement == NULL) {
        return false;
    }
    bind_value(statement, 1, value);
    if (sqlite3_step(statement) != SQLITE_ROW) {
        return database_failed(database, "read", error);
    }
    bool has_scan = sqlite3_column_int(statement, 0) > 0;
    sqlite3_reset(statement);
    return has_scan || error_set_usage(error, "--param: '%s' has no scan '%s'",
                                       database->path, value);
}

static bool bind_parameter(struct database *database, sqlite3_stmt *query,
                           const char *report, const char *text, struct error *error) {
    int length = (int)strcspn(text, "=");
    const char *value = text + length + 1;
    char name[PARAMETER_NAME_SIZE];

    snprintf(name, sizeof(name), ":%.*s", length, text);
    int index = sqlite3_bind_parameter_index(query, name);
    if (index == 0) {
        return error_set_usage(error, "--param: report '%s' has no parameter '%.*s'",
                               report, length, text);
    }
    bind_value(query, index, value);
    bool is_scan = strcmp(name, ":scan") == 0 || strcmp(name, ":before") == 0;
    return !is_scan || check_scan(database, value, error);
}

static bool bind_parameters(struct database *database, sqlite3_stmt *query,
                            const struct report_options *options, struct error *error) {
    bool is_ok = true;

    for (size_t i = 0; is_ok && i < options->parameter_count; i++) {
        is_ok = bind_parameter(database, query, options->name, options->parameters[i],
                               error);
    }
    return is_ok;
}

static bool run_report(struct database *database, const struct sql_text *report,
                       const struct report_options *options, struct error *error) {
    sqlite3_stmt *query = NULL;
    bool is_ok = sqlite3_prepare_v2(database->sqlite, report->text, -1, &query, NULL) ==
                     SQLITE_OK ||
                 database_failed(database, "read", error);

    is_ok = is_ok && bind_parameters(database, query, options, error) &&
            print_rows(database, query, options->printer, error);
    sqlite3_finalize(query);
    return is_ok;
}

bool report_command(int argc, char **argv, struct error *error) {
    struct report_options options;
    struct database database;
    const struct sql_text *report = NULL;

    signals_begin_reading();
    if (!parse_options(argc, argv, &options, error)) {
        return false;
    }
    if (options.name != NULL && (report = catalogue_find(options.name)) == NULL) {
        return error_set_usage(error, "no report '%s'; liveness report FILE lists them",
                               options.name);
    }
    if (!database_open(options.path, &database, error)) {
        return false;
    }
    bool is_ok = true;
    if (report == NULL) {
        list_reports();
    } else {
        is_ok = run_report(&database, report, &options, error);
    }
    database_close(&database);
    return is_ok;
}
