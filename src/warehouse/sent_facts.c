/* SPDX-License-Identifier: MIT
 * The rows are read by one connection and written by the other's own statements; no
 * file is attached to another, since the one that is read may be anybody's. */
#include "warehouse/sent_facts.h"

#include "warehouse/database.h"
#include "warehouse/fact_rows.h"
#include "warehouse/facts.h"
#include "warehouse/window_rows.h"

typedef bool row_fn(sqlite3_stmt *row, const struct scan_place *to,
                    struct error *error);

/* Columns as in sql/statements/read_sent_health.sql. */
static bool copy_health(sqlite3_stmt *row, const struct scan_place *to,
                        struct error *error) {
    int reason = sqlite3_column_int(row, 6);
    bool has_change = reason > RATE_KEPT && reason < RATE_REASONS;
    const struct health_facts health = {
        .second = sqlite3_column_int64(row, 0),
        .probes_sent = (uint64_t)sqlite3_column_int64(row, 1),
        .send_failures = (uint64_t)sqlite3_column_int64(row, 2),
        .sending_us = (uint64_t)sqlite3_column_int64(row, 3),
        .kernel_drops = (uint64_t)sqlite3_column_int64(row, 4),
        .interface_drops = (uint64_t)sqlite3_column_int64(row, 5),
        .rate_reason = has_change ? (enum rate_reason)reason : RATE_KEPT,
        .rate_pps = sqlite3_column_double(row, 7),
    };

    return fact_rows_add_health(to->database, to->scan, &health, error);
}

/* Columns as in sql/statements/read_window_counts.sql. */
static bool copy_window(sqlite3_stmt *row, const struct scan_place *to,
                        struct error *error) {
    return window_rows_add(to->database, to->scan,
                           (uint64_t)sqlite3_column_int64(row, 0),
                           (uint64_t)sqlite3_column_int64(row, 1), error);
}

static bool copy_rows(enum statement statement, row_fn *copy,
                      const struct scan_place *from, const struct scan_place *to,
                      struct error *error) {
    sqlite3_stmt *row = database_statement(from->database, statement, error);
    int status = SQLITE_DONE;
    bool is_ok = true;

    if (row == NULL) {
        return false;
    }
    bind_integer(row, ":scan", from->scan);
    while (is_ok && (status = sqlite3_step(row)) == SQLITE_ROW) {
        is_ok = copy(row, to, error);
    }
    if (is_ok && status != SQLITE_DONE) {
        is_ok = database_failed(from->database, "read", error);
    }
    sqlite3_reset(row);
    return is_ok;
}

bool sent_facts_copy(struct scan_place from, struct scan_place to,
                     struct error *error) {
    return database_run(to.database, STATEMENT_BEGIN, error) &&
           database_end(
               to.database,
               copy_rows(STATEMENT_READ_SENT_HEALTH, copy_health, &from, &to, error) &&
                   copy_rows(STATEMENT_READ_WINDOW_COUNTS, copy_window, &from, &to,
                             error),
               error);
}
