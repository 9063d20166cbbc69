/* SPDX-License-Identifier: MIT
 * What a schema must be is found by making it, in memory. */
#include "warehouse/schema.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "warehouse/database.h"
#include "warehouse/query_rows.h"
#include "warehouse/sql_text.h"

/* These need struct sql_text. */
#include "schema.sql.h"
#include "temporary_view.sql.h"
#include "view.sql.h"

/* Columns of sql/statements/read_schema.sql; they are in the order of the first two. */
enum { SCHEMA_TYPE, SCHEMA_NAME, SCHEMA_TABLE, SCHEMA_SQL, SCHEMA_COLUMNS };

int schema_newest(void) {
    return SCHEMA_COUNT;
}

static bool execute(struct database *database, const char *text, struct error *error) {
    return sqlite3_exec(database->sqlite, text, NULL, NULL, NULL) == SQLITE_OK ||
           database_failed(database, "set up", error);
}

static bool execute_all(struct database *database, const struct sql_text *texts,
                        size_t count, struct error *error) {
    bool is_ok = true;

    for (size_t i = 0; is_ok && i < count; i++) {
        is_ok = execute(database, texts[i].text, error);
    }
    return is_ok;
}

/* Each row is a command. It has been read to its end before the first is run. */
static bool drop_views(struct database *database, struct error *error) {
    sqlite3_stmt *row = database_statement(database, STATEMENT_DROP_VIEWS, error);

    if (row == NULL || sqlite3_step(row) != SQLITE_ROW) {
        return database_failed(database, "read", error);
    }
    const char *commands = (const char *)sqlite3_column_text(row, 0);
    char *copy = sqlite3_mprintf("%s", commands == NULL ? "" : commands);
    sqlite3_reset(row);
    bool is_ok = copy != NULL ? execute(database, copy, error)
                              : error_set(error, "out of memory for the schema");
    sqlite3_free(copy);
    return is_ok;
}

static bool make(struct database *database, int from, int to, struct error *error) {
    return execute_all(database, &schema_sql[from], (size_t)(to - from), error) &&
           (to != SCHEMA_COUNT || execute_all(database, view_sql, VIEW_COUNT, error));
}

bool schema_migrate(struct database *database, int version, struct error *error) {
    return database_run(database, STATEMENT_BEGIN, error) &&
           database_end(database,
                        drop_views(database, error) &&
                            make(database, version, SCHEMA_COUNT, error) &&
                            query_rows_write(database, error),
                        error);
}

bool schema_make_temporary_views(struct database *database, struct error *error) {
    return execute_all(database, temporary_view_sql, TEMPORARY_VIEW_COUNT, error);
}

static const char *text_of(sqlite3_stmt *row, int column) {
    const char *text = (const char *)sqlite3_column_text(row, column);

    return text == NULL ? "" : text;
}

/* Below 0 if the first comes first. */
static int compare_names(sqlite3_stmt *a, sqlite3_stmt *b) {
    int order = strcmp(text_of(a, SCHEMA_TYPE), text_of(b, SCHEMA_TYPE));

    return order != 0 ? order
                      : strcmp(text_of(a, SCHEMA_NAME), text_of(b, SCHEMA_NAME));
}

static bool is_same(sqlite3_stmt *a, sqlite3_stmt *b) {
    return strcmp(text_of(a, SCHEMA_TABLE), text_of(b, SCHEMA_TABLE)) == 0 &&
           sqlite3_column_bytes(a, SCHEMA_SQL) == sqlite3_column_bytes(b, SCHEMA_SQL) &&
           strcmp(text_of(a, SCHEMA_SQL), text_of(b, SCHEMA_SQL)) == 0;
}

struct comparison {
    struct database *file;
    int version;
    sqlite3_stmt *found;
    sqlite3_stmt *wanted;
    int found_status; /* of the last step */
    int wanted_status;
};

static bool differs(const struct comparison *comparison, sqlite3_stmt *row,
                    const char *how, struct error *error) {
    return error_set(
        error,
        "'%.300s' is not read: its %.20s '%.60s' %s schema version %d; who "
        "changed it can make a copy without the change",
        comparison->file->path, text_of(row, SCHEMA_TYPE), text_of(row, SCHEMA_NAME),
        how, comparison->version);
}

static void step(struct comparison *comparison, bool is_found, bool is_wanted) {
    if (is_found) {
        comparison->found_status = sqlite3_step(comparison->found);
    }
    if (is_wanted) {
        comparison->wanted_status = sqlite3_step(comparison->wanted);
    }
}

/* Both lists are in the same order, so the first difference is met first. */
static bool compare(struct comparison *comparison, struct error *error) {
    step(comparison, true, true);
    while (comparison->found_status == SQLITE_ROW ||
           comparison->wanted_status == SQLITE_ROW) {
        int order = comparison->found_status != SQLITE_ROW ? 1
                    : comparison->wanted_status != SQLITE_ROW
                        ? -1
                        : compare_names(comparison->found, comparison->wanted);

        if (order < 0) {
            return differs(comparison, comparison->found, "is none of", error);
        }
        if (order > 0) {
            return differs(comparison, comparison->wanted, "is missing, of", error);
        }
        if (!is_same(comparison->found, comparison->wanted)) {
            return differs(comparison, comparison->found, "is not that of", error);
        }
        step(comparison, true, true);
    }
    return comparison->found_status == SQLITE_DONE ||
           database_failed(comparison->file, "read", error);
}

static sqlite3_stmt *read_schema(struct database *database, int version,
                                 struct error *error) {
    sqlite3_stmt *rows = database_statement(database, STATEMENT_READ_SCHEMA, error);

    if (rows != NULL) {
        bind_integer(rows, ":has_views", version == SCHEMA_COUNT);
    }
    return rows;
}

static bool compare_with(struct database *database, struct database *model, int version,
                         struct error *error) {
    struct comparison comparison = {.file = database, .version = version};

    if (!make(model, 0, version, error)) {
        return false;
    }
    comparison.wanted = read_schema(model, version, error);
    comparison.found =
        comparison.wanted == NULL ? NULL : read_schema(database, version, error);
    bool is_same_schema = comparison.found != NULL && compare(&comparison, error);
    sqlite3_reset(comparison.found);
    return is_same_schema;
}

/* SQLite reads a table whatever page it is said to begin at. */
static bool has_own_roots(struct database *database, struct error *error) {
    sqlite3_stmt *row = database_statement(database, STATEMENT_CHECK_ROOTS, error);

    if (row == NULL) {
        return false;
    }
    int status = sqlite3_step(row);
    bool is_ok = status == SQLITE_DONE ||
                 (status == SQLITE_ROW
                      ? error_set(error,
                                  "'%.300s' is damaged: its table or index '%.60s' "
                                  "begins at no page of its own",
                                  database->path, text_of(row, 0))
                      : database_failed(database, "read", error));
    sqlite3_reset(row);
    return is_ok;
}

bool schema_check(struct database *database, int version, struct error *error) {
    struct database *model = sqlite3_malloc(sizeof(*model));

    if (model == NULL) {
        return error_set(error, "out of memory for the schema");
    }
    bool is_ok = database_open_in_memory(model, error) &&
                 compare_with(database, model, version, error) &&
                 has_own_roots(database, error);
    database_close(model);
    sqlite3_free(model);
    return is_ok;
}
