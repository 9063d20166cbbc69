/* SPDX-License-Identifier: MIT
 * Reads the log in batches, a transaction each. Rows of one scan follow each other, so
 * a batch ends where another scan begins. */
#include "warehouse/fold_log.h"

#include <stdlib.h>

#include "base/error.h"
#include "warehouse/database.h"
#include "warehouse/fold.h"
#include "warehouse/reply_key.h"
#include "warehouse/reply_sorts.h"

enum { BATCH_ROWS = 1 << 21 };

bool fold_log_end(struct database *database, int64_t *last_row, int64_t *folded_row,
                  struct error *error) {
    sqlite3_stmt *row = database_statement(database, STATEMENT_READ_LOG_END, error);

    if (row == NULL) {
        return false;
    }
    int status = sqlite3_step(row);
    *last_row = sqlite3_column_int64(row, 0);
    *folded_row = sqlite3_column_int64(row, 1);
    sqlite3_reset(row);
    if (status == SQLITE_DONE) {
        return error_set(error,
                         "'%s': its table fold has no row; liveness check tells more",
                         database->path);
    }
    return status == SQLITE_ROW || database_failed(database, "read", error);
}

bool fold_log_set_end(struct database *database, int64_t row, int64_t unfolded,
                      struct error *error) {
    sqlite3_stmt *statement = database_statement(database, STATEMENT_SET_FOLD, error);

    if (statement == NULL) {
        return false;
    }
    bind_integer(statement, ":log_row", row);
    bind_integer(statement, ":unfolded", unfolded);
    return database_step(database, statement, error);
}

struct batch {
    struct database *database;
    int64_t scan;
    struct reply_sorts *sorts;
    struct fold *fold;
};

static void end_scan(struct batch *batch) {
    fold_destroy(batch->fold);
    reply_sorts_destroy(batch->sorts);
    batch->fold = NULL;
    batch->sorts = NULL;
    batch->scan = 0;
}

static bool start_scan(struct batch *batch, int64_t scan, struct error *error) {
    if (batch->fold != NULL && scan == batch->scan) {
        return true;
    }
    end_scan(batch);
    batch->sorts = reply_sorts_create(batch->database, scan, error);
    batch->fold = batch->sorts == NULL ? NULL
                                       : fold_create(batch->database, scan,
                                                     batch->sorts, BATCH_ROWS, error);
    batch->scan = scan;
    return batch->fold != NULL;
}

/* Columns as in sql/statements/read_log.sql. */
static bool add_row(struct batch *batch, sqlite3_stmt *row, struct error *error) {
    int64_t key = sqlite3_column_int64(row, 1);
    uint32_t sort = reply_key_sort(key);

    if (reply_sorts_masks(batch->sorts, sort) == NULL) {
        return error_set(error, "'%s': row %lld of reply_log is of no known sort",
                         batch->database->path,
                         (long long)sqlite3_column_int64(row, 0));
    }
    fold_add(batch->fold, (uint32_t)sqlite3_column_int64(row, 2), sort);
    return true;
}

/* Rows after *folded up to the end of the batch, or of their scan; then *folded is the
 * last of them. */
static bool add_rows(struct batch *batch, int64_t *folded, struct error *error) {
    sqlite3_stmt *row = database_statement(batch->database, STATEMENT_READ_LOG, error);
    int status = SQLITE_DONE;
    bool is_ok = row != NULL;
    bool is_first = true;

    if (is_ok) {
        bind_integer(row, ":after", *folded);
        bind_integer(row, ":rows", BATCH_ROWS);
    }
    while (is_ok && (status = sqlite3_step(row)) == SQLITE_ROW) {
        int64_t scan = reply_key_scan(sqlite3_column_int64(row, 1));

        if (!is_first && scan != batch->scan) {
            break;
        }
        is_ok = start_scan(batch, scan, error) && add_row(batch, row, error);
        *folded = sqlite3_column_int64(row, 0);
        is_first = false;
    }
    sqlite3_reset(row);
    if (is_ok && is_first && status == SQLITE_DONE) {
        return error_set(error,
                         "'%s': its log ends before what the table fold says; liveness "
                         "check tells more",
                         batch->database->path);
    }
    return is_ok && (status == SQLITE_ROW || status == SQLITE_DONE ||
                     database_failed(batch->database, "read", error));
}

static bool fold_batch(struct batch *batch, int64_t last, int64_t *folded,
                       struct error *error) {
    bool is_ok = add_rows(batch, folded, error) && fold_write(batch->fold, error) &&
                 fold_log_set_end(batch->database, *folded, last - *folded, error);

    return database_end(batch->database, is_ok, error);
}

bool fold_log(struct database *database, struct error *error) {
    struct batch batch = {.database = database};
    int64_t last = 0;
    int64_t folded = 0;
    bool is_ok = fold_log_end(database, &last, &folded, error);

    while (is_ok && folded < last) {
        is_ok = database_run(database, STATEMENT_BEGIN, error) &&
                fold_batch(&batch, last, &folded, error);
    }
    end_scan(&batch);
    return is_ok;
}
