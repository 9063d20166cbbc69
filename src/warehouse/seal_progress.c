/* SPDX-License-Identifier: MIT
 * One function a statement: bind by name, step, reset. */
#include "warehouse/seal_progress.h"

#include "warehouse/database.h"

bool seal_progress_read(struct database *database, struct seal_progress *progress,
                        bool *is_begun, struct error *error) {
    sqlite3_stmt *row = database_statement(database, STATEMENT_READ_SEALING, error);

    if (row == NULL) {
        return false;
    }
    int status = sqlite3_step(row);
    *is_begun = status == SQLITE_ROW;
    if (*is_begun) {
        *progress = (struct seal_progress){
            .log_row = sqlite3_column_int64(row, 0),
            .next_key = sqlite3_column_int64(row, 1),
            .arrivals = (uint64_t)sqlite3_column_int64(row, 2),
            .contents = (uint64_t)sqlite3_column_int64(row, 3),
            .is_verified = sqlite3_column_int(row, 4) != 0,
        };
    }
    sqlite3_reset(row);
    return *is_begun || status == SQLITE_DONE ||
           database_failed(database, "read", error);
}

bool seal_progress_insert(struct database *database,
                          const struct seal_progress *progress, struct error *error) {
    sqlite3_stmt *statement =
        database_statement(database, STATEMENT_INSERT_SEALING, error);

    if (statement == NULL) {
        return false;
    }
    bind_integer(statement, ":log_row", progress->log_row);
    bind_integer(statement, ":reply", progress->next_key);
    bind_integer(statement, ":arrivals", (int64_t)progress->arrivals);
    bind_integer(statement, ":contents", (int64_t)progress->contents);
    return database_step(database, statement, error);
}

bool seal_progress_update(struct database *database,
                          const struct seal_progress *progress, struct error *error) {
    sqlite3_stmt *statement =
        database_statement(database, STATEMENT_SET_SEALING, error);

    if (statement == NULL) {
        return false;
    }
    bind_integer(statement, ":reply", progress->next_key);
    bind_integer(statement, ":contents", (int64_t)progress->contents);
    return database_step(database, statement, error);
}

bool seal_progress_set_verified(struct database *database, struct error *error) {
    return database_run(database, STATEMENT_SET_VERIFIED, error);
}
