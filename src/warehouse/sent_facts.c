/* SPDX-License-Identifier: MIT
 * The rows are read by one connection and written by the other's own statements; no
 * file is attached to another, since the one that is read may be anybody's. */
#include "warehouse/sent_facts.h"

#include "warehouse/database.h"
#include "warehouse/exit_reason.h"
#include "warehouse/fact_rows.h"
#include "warehouse/facts.h"
#include "warehouse/run_record.h"
#include "warehouse/window_rows.h"

struct copying {
    struct scan_place from;
    struct scan_place to;
    const uint32_t *source; /* of all runs; NULL: each has its own */
};

typedef bool row_fn(sqlite3_stmt *row, const struct copying *copying,
                    struct error *error);

/* Columns as in sql/statements/read_sent_health.sql. */
static bool copy_health(sqlite3_stmt *row, const struct copying *copying,
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

    return fact_rows_add_health(copying->to.database, copying->to.scan, &health, error);
}

/* Columns as in sql/statements/read_window_counts.sql. */
static bool copy_window(sqlite3_stmt *row, const struct copying *copying,
                        struct error *error) {
    return window_rows_add(copying->to.database, copying->to.scan,
                           (uint64_t)sqlite3_column_int64(row, 0),
                           (uint64_t)sqlite3_column_int64(row, 1), error);
}

static bool start_run(sqlite3_stmt *row, const struct copying *copying,
                      struct error *error) {
    const struct run_start start = {
        .started_us = sqlite3_column_int64(row, 1),
        .slot = (uint64_t)sqlite3_column_int64(row, 2),
        .source = copying->source != NULL ? *copying->source
                                          : (uint32_t)sqlite3_column_int64(row, 3),
    };

    return run_record_start(copying->to.database, copying->to.scan, &start, error);
}

/* Columns as in sql/statements/read_runs.sql. The scan's record has its first run. */
static bool copy_run(sqlite3_stmt *row, const struct copying *copying,
                     struct error *error) {
    const char *reason = (const char *)sqlite3_column_text(row, 5);
    struct run_end end = {.ended_us = sqlite3_column_int64(row, 4),
                          .is_settled = sqlite3_column_type(row, 6) != SQLITE_NULL,
                          .settled_slot = (uint64_t)sqlite3_column_int64(row, 6),
                          .detail = (const char *)sqlite3_column_text(row, 7)};
    bool is_ended = reason != NULL && exit_reason_find(reason, &end.reason);

    return (sqlite3_column_int64(row, 0) == 1 || start_run(row, copying, error)) &&
           (!is_ended ||
            run_record_end(copying->to.database, copying->to.scan, &end, error));
}

static bool copy_rows(enum statement statement, row_fn *copy,
                      const struct copying *copying, struct error *error) {
    struct database *from = copying->from.database;
    sqlite3_stmt *row = database_statement(from, statement, error);
    int status = SQLITE_DONE;
    bool is_ok = true;

    if (row == NULL) {
        return false;
    }
    bind_integer(row, ":scan", copying->from.scan);
    while (is_ok && (status = sqlite3_step(row)) == SQLITE_ROW) {
        is_ok = copy(row, copying, error);
    }
    if (is_ok && status != SQLITE_DONE) {
        is_ok = database_failed(from, "read", error);
    }
    sqlite3_reset(row);
    return is_ok;
}

bool sent_facts_copy(struct scan_place from, struct scan_place to,
                     const uint32_t *source, struct error *error) {
    const struct copying copying = {from, to, source};

    return copy_rows(STATEMENT_READ_SENT_HEALTH, copy_health, &copying, error) &&
           copy_rows(STATEMENT_READ_WINDOW_COUNTS, copy_window, &copying, error) &&
           copy_rows(STATEMENT_READ_RUNS, copy_run, &copying, error);
}
