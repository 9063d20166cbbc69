/* SPDX-License-Identifier: MIT
 * Values go over as they are; the tables' own constraints say whether they may. */
#include "warehouse/row_copy.h"

#include <assert.h>
#include <stddef.h>

#include "base/error.h"
#include "base/watch.h"
#include "warehouse/database.h"

enum { PRIMARY_CODE = 0xff }; /* of an extended result code */
enum { STEP_ROWS = 1 << 14 }; /* between two looks at the watch */

static void bind_if_there(sqlite3_stmt *statement, const char *name, int64_t value) {
    if (sqlite3_bind_parameter_index(statement, name) > 0) {
        bind_integer(statement, name, value);
    }
}

static sqlite3_stmt *begin(const struct row_copy *copy, enum statement read,
                           struct error *error) {
    sqlite3_stmt *row = database_statement(copy->from, read, error);

    if (row != NULL) {
        bind_if_there(row, ":scan", copy->scan);
        bind_if_there(row, ":new_scan", copy->new_scan);
        bind_if_there(row, ":before", copy->before);
        bind_if_there(row, ":new_before", copy->new_before);
        bind_if_there(row, ":shift_us", copy->shift_us);
        bind_if_there(row, ":is_full", copy->is_full);
        bind_if_there(row, ":has_keys", copy->has_keys);
        bind_if_there(row, ":has_payloads", copy->has_payloads);
        bind_if_there(row, ":is_renumbered", copy->is_renumbered);
        if (sqlite3_bind_parameter_index(row, ":is_kept") > 0) {
            bind_blob(row, ":is_kept", copy->is_kept, copy->is_kept_count);
        }
    }
    return row;
}

/* What the tables refuse was not as it should be where it came from. */
static bool not_written(const struct row_copy *copy, struct error *error) {
    struct database *to = copy->to;

    return (sqlite3_errcode(to->sqlite) & PRIMARY_CODE) == SQLITE_CONSTRAINT
               ? error_set(error,
                           "'%.300s' is damaged: %.100s; liveness check tells more",
                           copy->from->path, sqlite3_errmsg(to->sqlite))
               : database_failed(to, "write", error);
}

static bool write_row(const struct row_copy *copy, sqlite3_stmt *row,
                      enum statement write, struct error *error) {
    struct database *to = copy->to;
    sqlite3_stmt *insert = database_statement(to, write, error);

    if (insert == NULL) {
        return false;
    }
    assert(sqlite3_bind_parameter_count(insert) == sqlite3_column_count(row));
    for (int i = 0; i < sqlite3_column_count(row); i++) {
        if (sqlite3_bind_value(insert, i + 1, sqlite3_column_value(row, i)) !=
            SQLITE_OK) {
            return database_failed(to, "write", error);
        }
    }
    return database_step(to, insert, error) || not_written(copy, error);
}

static bool go_on(const struct row_copy *copy, int64_t rows, struct error *error) {
    return copy->watch == NULL || rows % STEP_ROWS != 0 ||
           watch_step(copy->watch, "copying counts", -1) ||
           error_set(error, "interrupted: '%s' was not made", copy->to->path);
}

static bool copy_rows(const struct row_copy *copy,
                      const struct row_statements *statements, struct error *error) {
    sqlite3_stmt *row = begin(copy, statements->read, error);
    bool is_ok = row != NULL;
    int status = SQLITE_DONE;

    for (int64_t rows = 0; is_ok && (status = sqlite3_step(row)) == SQLITE_ROW;
         rows++) {
        is_ok =
            go_on(copy, rows, error) && write_row(copy, row, statements->write, error);
    }
    is_ok =
        is_ok && (status == SQLITE_DONE || database_failed(copy->from, "read", error));
    sqlite3_reset(row);
    return is_ok;
}

bool row_copy_all(const struct row_copy *copy, const struct row_statements *statements,
                  size_t count, struct error *error) {
    bool is_ok = true;

    for (size_t i = 0; is_ok && i < count; i++) {
        is_ok = copy_rows(copy, &statements[i], error);
    }
    return is_ok;
}
