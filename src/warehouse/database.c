/* SPDX-License-Identifier: MIT
 * Prepares, binds and steps: all that is generic about SQLite here. */
#include "warehouse/database.h"

#include <assert.h>
#include <stdio.h>

#include "base/error.h"
#include "warehouse/sql_text.h"

#include "statement.sql.h" /* needs struct sql_text */

enum { LEAVE_WAIT_MS = 1000 };
enum { PRIMARY_CODE = 0xff }; /* of an extended result code */
/* With 8 MB, SQLite 3.40 was seen to get through 30,000 levels, and not 40,000. */
enum { LEVEL_STACK = 512 };

size_t database_tree_stack(const struct database *database) {
    return (size_t)database->pages * LEVEL_STACK;
}

bool database_failed(struct database *database, const char *doing,
                     struct error *error) {
    if (atomic_load(&database->budget.is_over)) {
        return error_set(error,
                         "cannot %s '%s': that takes longer than a sound file of its "
                         "size can need (%lld s of processor time)",
                         doing, database->path, (long long)database->budget.seconds);
    }
    return error_set(error, "cannot %s '%s': %s", doing, database->path,
                     sqlite3_errmsg(database->sqlite));
}

static bool execute(struct database *database, const char *text, const char *doing,
                    struct error *error) {
    return sqlite3_exec(database->sqlite, text, NULL, NULL, NULL) == SQLITE_OK ||
           database_failed(database, doing, error);
}

bool database_run(struct database *database, enum statement statement,
                  struct error *error) {
    return execute(database, statement_sql[statement].text, "write", error);
}

bool database_end(struct database *database, bool is_ok, struct error *error) {
    struct error ignored; /* SQLite may have undone it by itself */
    bool is_committed = is_ok && database_run(database, STATEMENT_COMMIT, error);

    if (!is_committed) {
        database_run(database, STATEMENT_ROLLBACK, &ignored);
    }
    return is_committed;
}

bool database_leave_wal(struct database *database, bool is_quiet, struct error *error) {
    const char *text = statement_sql[STATEMENT_LEAVE_WAL].text;

    sqlite3_busy_timeout(database->sqlite, LEAVE_WAIT_MS);
    int status = sqlite3_exec(database->sqlite, text, NULL, NULL, NULL) & PRIMARY_CODE;
    sqlite3_busy_timeout(database->sqlite, DATABASE_BUSY_WAIT_MS);
    bool is_in_use = status == SQLITE_BUSY || status == SQLITE_LOCKED;
    if (is_in_use && !is_quiet) {
        fprintf(stderr,
                "'%s' is open in another program: its -wal file belongs to it until "
                "that program closes it\n",
                database->path);
    }
    return status == SQLITE_OK || is_in_use ||
           database_failed(database, "write", error);
}

sqlite3_stmt *database_statement(struct database *database, enum statement statement,
                                 struct error *error) {
    sqlite3_stmt **prepared = &database->statements[statement];

    if (*prepared == NULL &&
        sqlite3_prepare_v3(database->sqlite, statement_sql[statement].text, -1,
                           SQLITE_PREPARE_PERSISTENT, prepared, NULL) != SQLITE_OK) {
        database_failed(database, statement_sql[statement].name, error);
        return NULL;
    }
    sqlite3_reset(*prepared);
    sqlite3_clear_bindings(*prepared);
    return *prepared;
}

const struct sql_text *database_statement_text(enum statement statement) {
    return &statement_sql[statement];
}

bool database_step(struct database *database, sqlite3_stmt *statement,
                   struct error *error) {
    int status = sqlite3_step(statement);

    sqlite3_reset(statement);
    return status == SQLITE_DONE || database_failed(database, "write", error);
}

static int parameter(sqlite3_stmt *statement, const char *name) {
    int index = sqlite3_bind_parameter_index(statement, name);

    assert(index > 0);
    return index;
}

void bind_integer(sqlite3_stmt *statement, const char *name, int64_t value) {
    sqlite3_bind_int64(statement, parameter(statement, name), value);
}

void bind_real(sqlite3_stmt *statement, const char *name, double value) {
    sqlite3_bind_double(statement, parameter(statement, name), value);
}

void bind_text(sqlite3_stmt *statement, const char *name, const char *value) {
    sqlite3_bind_text(statement, parameter(statement, name), value, -1, SQLITE_STATIC);
}

void bind_blob(sqlite3_stmt *statement, const char *name, const void *bytes,
               size_t length) {
    sqlite3_bind_blob64(statement, parameter(statement, name), bytes, length,
                        SQLITE_STATIC);
}
