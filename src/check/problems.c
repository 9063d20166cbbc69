/* SPDX-License-Identifier: MIT
 * Each step is a query whose rows are problems, and each is made whatever the others
 * found: a damaged page, say, does not hide that a count is wrong elsewhere. */
#include "check/problems.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "check/ticker.h"
#include "warehouse/catalogue.h"
#include "warehouse/database.h"

struct step {
    const char *name;
    const char *doing;
    enum statement statement;
    const char *query; /* a canned report instead of the statement */
};

static const struct step steps[] = {
    {"integrity", "pages and indexes", STATEMENT_CHECK_INTEGRITY, NULL},
    {"references", "references", STATEMENT_CHECK_REFERENCES, NULL},
    {"identities", "identities", STATEMENT_COUNT, "check"},
    {"summaries", "summaries against a recount", STATEMENT_CHECK_SUMMARIES, NULL},
};

enum { STEPS = sizeof(steps) / sizeof(steps[0]), PROBLEM_TEXT_SIZE = 256 };
enum { PRIMARY_CODE = 0xff }; /* of an extended result code */

/* Columns of every step's rows. */
enum { COLUMN_SCAN, COLUMN_PROBLEM, COLUMN_EXPECTED, COLUMN_FOUND };

struct search {
    struct database *database;
    const struct step *step;
    size_t rows; /* of this step */
    size_t count;
};

static bool bind_value(sqlite3_stmt *insert, const char *name,
                       const sqlite3_value *value) {
    int index = sqlite3_bind_parameter_index(insert, name);

    return sqlite3_bind_value(insert, index, value) == SQLITE_OK;
}

static sqlite3_stmt *begin_problem(struct search *search, struct error *error) {
    sqlite3_stmt *insert =
        database_statement(search->database, STATEMENT_INSERT_PROBLEM, error);

    if (insert != NULL) {
        search->count++;
        bind_text(insert, ":step", search->step->name);
    }
    return insert;
}

static bool add_row(struct search *search, sqlite3_stmt *row, struct error *error) {
    sqlite3_stmt *insert = begin_problem(search, error);

    if (insert == NULL) {
        return false;
    }
    search->rows++;
    return ((bind_value(insert, ":scan", sqlite3_column_value(row, COLUMN_SCAN)) &&
             bind_value(insert, ":problem",
                        sqlite3_column_value(row, COLUMN_PROBLEM)) &&
             bind_value(insert, ":expected",
                        sqlite3_column_value(row, COLUMN_EXPECTED)) &&
             bind_value(insert, ":found", sqlite3_column_value(row, COLUMN_FOUND))) ||
            error_set(error, "out of memory for the problems")) &&
           database_step(search->database, insert, error);
}

static bool add_text(struct search *search, const char *text, struct error *error) {
    sqlite3_stmt *insert = begin_problem(search, error);

    if (insert == NULL) {
        return false;
    }
    bind_text(insert, ":problem", text);
    return database_step(search->database, insert, error);
}

static bool is_fault_of_file(int status) {
    switch (status & PRIMARY_CODE) {
    case SQLITE_CORRUPT:
    case SQLITE_ERROR: /* such as a sum that is too large, or a table that is missing */
    case SQLITE_NOTADB:
    case SQLITE_TOOBIG:
        return true;
    default:
        return false;
    }
}

/* A step that fails over what the file holds has found a problem. */
static bool take_failure(struct search *search, int status, struct error *error) {
    char text[PROBLEM_TEXT_SIZE];

    if (!is_fault_of_file(status)) {
        return database_failed(search->database, "check", error);
    }
    snprintf(text, sizeof(text), "cannot be checked: %s",
             sqlite3_errmsg(search->database->sqlite));
    return add_text(search, text, error);
}

/* SQLite tells so of a page that it could not look at, as a problem of the file's. Only
 * what it says of pages begins so; names, which are the file's, stand in other texts.
 */
static bool is_lack_of_memory(sqlite3_stmt *row) {
    static const char begin[] = "*** in database ";
    static const char mark[] = "error code=";
    const char *text = (const char *)sqlite3_column_text(row, COLUMN_PROBLEM);

    if (text == NULL || strncmp(text, begin, strlen(begin)) != 0) {
        return false;
    }
    const char *found = strstr(text, mark);
    long code = found == NULL ? SQLITE_OK : strtol(found + strlen(mark), NULL, 10);

    return code == SQLITE_NOMEM || code == SQLITE_IOERR_NOMEM;
}

static bool take_rows(struct search *search, sqlite3_stmt *row, struct error *error) {
    int status;

    while ((status = sqlite3_step(row)) == SQLITE_ROW) {
        if (search->rows == PROBLEMS_MAX) {
            return add_text(search, "and more, which are not listed", error);
        }
        if (search->step->statement == STATEMENT_CHECK_INTEGRITY &&
            is_lack_of_memory(row)) {
            return error_set(error, "cannot check '%s': out of memory",
                             search->database->path);
        }
        if (!add_row(search, row, error)) {
            return false;
        }
    }
    return status == SQLITE_DONE || take_failure(search, status, error);
}

static const char *text_of(const struct step *step) {
    return step->query != NULL ? catalogue_find(step->query)->text
                               : database_statement_text(step->statement)->text;
}

static bool make_step(struct search *search, struct error *error) {
    sqlite3_stmt *row = NULL;
    int status = sqlite3_prepare_v2(search->database->sqlite, text_of(search->step), -1,
                                    &row, NULL);
    bool is_ok = status == SQLITE_OK ? take_rows(search, row, error)
                                     : take_failure(search, status, error);

    sqlite3_finalize(row);
    return is_ok;
}

bool problems_find(struct database *database, struct ticker *ticker, size_t *count,
                   struct error *error) {
    struct search search = {.database = database};
    bool is_ok = database_run(database, STATEMENT_CREATE_PROBLEMS, error);

    for (size_t i = 0; is_ok && i < STEPS; i++) {
        search.step = &steps[i];
        search.rows = 0;
        ticker_set(ticker, search.step->doing);
        is_ok = make_step(&search, error) && !ticker_is_interrupted(ticker);
    }
    *count = search.count;
    return ticker_is_interrupted(ticker)
               ? error_set(error, "interrupted: '%s' is not checked to the end",
                           database->path)
               : is_ok;
}
