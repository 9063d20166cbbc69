/* SPDX-License-Identifier: MIT
 * The reverse of scan_record: one small function a table. The file may have been
 * changed by anybody, so values are checked as any input is. */
#include "warehouse/stored_scan.h"

#include <string.h>

#include "base/error.h"
#include "probe/probe_set.h"
#include "target/range_set.h"
#include "warehouse/churn.h"
#include "warehouse/database.h"
#include "warehouse/run_record.h"

static const int64_t started_us_max = INT64_MAX / 1000; /* some ten thousand years */

static bool damaged(const struct database *database, const char *what,
                    struct error *error) {
    return error_set(error, "'%s': its %s cannot be read", database->path, what);
}

/* Columns as in sql/statements/read_scan.sql. */
static bool take_scan(sqlite3_stmt *row, struct stored_scan *stored) {
    const void *key = sqlite3_column_blob(row, 3);
    const char *reason = (const char *)sqlite3_column_text(row, 4);
    int64_t source = sqlite3_column_int64(row, 11);

    if (key == NULL || sqlite3_column_bytes(row, 3) != HASH_KEY_SIZE ||
        sqlite3_column_int64(row, 1) < 0 ||
        sqlite3_column_int64(row, 1) > started_us_max ||
        sqlite3_column_int64(row, 2) < 0 || sqlite3_column_int64(row, 5) < 0 ||
        sqlite3_column_int64(row, 6) < 0 || sqlite3_column_int64(row, 10) <= 0 ||
        source < 0 || source > UINT32_MAX) {
        return false;
    }
    stored->scan = sqlite3_column_int64(row, 0);
    stored->started_us = sqlite3_column_int64(row, 1);
    stored->seed = (uint64_t)sqlite3_column_int64(row, 2);
    memcpy(stored->key.bytes, key, HASH_KEY_SIZE);
    stored->slot = (uint64_t)sqlite3_column_int64(row, 5);
    stored->slots = (uint64_t)sqlite3_column_int64(row, 6);
    stored->is_complete = sqlite3_column_int(row, 7) != 0;
    stored->is_unfinished = sqlite3_column_int(row, 8) != 0;
    stored->is_ended = reason != NULL && exit_reason_find(reason, &stored->reason);
    stored->ended_us = sqlite3_column_int64(row, 9);
    stored->targets = (uint64_t)sqlite3_column_int64(row, 10);
    stored->source = (uint32_t)source;
    return true;
}

/* 0 is the newest. */
static bool read_scan(struct database *database, int64_t scan,
                      struct stored_scan *stored, struct error *error) {
    sqlite3_stmt *row = database_statement(database, STATEMENT_READ_SCAN, error);

    if (row == NULL) {
        return false;
    }
    if (scan != 0) {
        bind_integer(row, ":scan", scan);
    }
    int status = sqlite3_step(row);
    bool is_ok = status == SQLITE_ROW && take_scan(row, stored);
    if (status == SQLITE_DONE) {
        error_set(error,
                  "'%s' holds no scan: what made it ended before one began; scan with "
                  "--output %s",
                  database->path, database->path);
    } else if (status != SQLITE_ROW) {
        database_failed(database, "read", error);
    } else if (!is_ok) {
        damaged(database, "scan", error);
    }
    sqlite3_reset(row);
    return is_ok;
}

bool stored_scan_read(struct database *database, struct stored_scan *stored,
                      struct error *error) {
    return read_scan(database, 0, stored, error);
}

/* Returns 0 if there is none. */
static int64_t find_sent(struct database *database, int64_t scan, struct error *error) {
    sqlite3_stmt *row = database_statement(database, STATEMENT_FIND_SENT_SCAN, error);

    if (row == NULL) {
        return 0;
    }
    if (scan != 0) {
        bind_integer(row, ":scan", scan);
    }
    int64_t found = sqlite3_step(row) == SQLITE_ROW ? sqlite3_column_int64(row, 0) : 0;
    sqlite3_reset(row);
    if (found == 0 && scan != 0) {
        error_set_usage(error, "'%s' has no scan %lld to import for", database->path,
                        (long long)scan);
    } else if (found == 0) {
        error_set_usage(error, "'%s' has no scan to import for", database->path);
    }
    return found;
}

bool stored_scan_read_sent(struct database *database, int64_t scan,
                           struct stored_scan *stored, struct error *error) {
    int64_t found = find_sent(database, scan, error);

    return found != 0 && read_scan(database, found, stored, error);
}

/* Calls take_row for each row of a statement about the scan. */
static bool each_row(struct database *database, enum statement statement, int64_t scan,
                     bool (*take_row)(void *context, sqlite3_stmt *row, struct error *),
                     void *context, struct error *error) {
    sqlite3_stmt *row = database_statement(database, statement, error);
    bool is_ok = true;
    int status = SQLITE_DONE;

    if (row == NULL) {
        return false;
    }
    bind_integer(row, ":scan", scan);
    while (is_ok && (status = sqlite3_step(row)) == SQLITE_ROW) {
        is_ok = take_row(context, row, error);
    }
    if (!is_ok && sqlite3_errcode(database->sqlite) == SQLITE_NOMEM) {
        database_failed(database, "read", error); /* what it took for damage */
    }
    sqlite3_reset(row);
    return is_ok && (status == SQLITE_DONE || database_failed(database, "read", error));
}

struct setting_call {
    stored_setting_fn *on_setting;
    void *context;
};

static bool take_setting(void *context, sqlite3_stmt *row, struct error *error) {
    const struct setting_call *call = context;

    return call->on_setting(call->context, (const char *)sqlite3_column_text(row, 0),
                            (const char *)sqlite3_column_text(row, 1), error);
}

bool stored_scan_settings(struct database *database, int64_t scan,
                          stored_setting_fn *on_setting, void *context,
                          struct error *error) {
    struct setting_call call = {on_setting, context};

    return each_row(database, STATEMENT_READ_SETTINGS, scan, take_setting, &call,
                    error);
}

bool stored_scan_blocklists(struct database *database, int64_t scan,
                            stored_setting_fn *on_blocklist, void *context,
                            struct error *error) {
    struct setting_call call = {on_blocklist, context};

    return each_row(database, STATEMENT_READ_BLOCKLISTS, scan, take_setting, &call,
                    error);
}

struct source_call {
    const struct database *database;
    stored_source_fn *on_source;
    void *context;
};

static bool take_source(void *context, sqlite3_stmt *row, struct error *error) {
    const struct source_call *call = context;
    int64_t source = sqlite3_column_int64(row, 0);

    if (source < 0 || source > UINT32_MAX) {
        return error_set(error, "'%s': a run was sent from %lld, which is no address",
                         call->database->path, (long long)source);
    }
    return call->on_source(call->context, (uint32_t)source, error);
}

bool stored_scan_sources(struct database *database, int64_t scan,
                         stored_source_fn *on_source, void *context,
                         struct error *error) {
    struct source_call call = {database, on_source, context};

    return each_row(database, STATEMENT_READ_SOURCES, scan, take_source, &call, error);
}

static bool take_number(void *context, sqlite3_stmt *row, struct error *error) {
    (void)error;
    *(int64_t *)context = sqlite3_column_int64(row, 0);
    return true;
}

bool stored_scan_replies(struct database *database, int64_t scan, int64_t *replies,
                         struct error *error) {
    return each_row(database, STATEMENT_COUNT_SCAN_REPLIES, scan, take_number, replies,
                    error);
}

struct range_call {
    const struct database *database;
    struct range_set *targets;
};

static bool take_range(void *context, sqlite3_stmt *row, struct error *error) {
    const struct range_call *call = context;
    int64_t first = sqlite3_column_int64(row, 0);
    int64_t last = sqlite3_column_int64(row, 1);

    if (first < 0 || last < first || last > UINT32_MAX) {
        return error_set(error,
                         "'%s': target_range holds no addresses from %lld to %lld",
                         call->database->path, (long long)first, (long long)last);
    }
    return range_set_add(call->targets,
                         (struct address_range){(uint32_t)first, (uint32_t)last}) ||
           error_set(error, "out of memory for targets");
}

bool stored_scan_targets(struct database *database, int64_t scan,
                         struct range_set *targets, struct error *error) {
    struct range_call call = {database, targets};

    return each_row(database, STATEMENT_READ_TARGET_RANGES, scan, take_range, &call,
                    error);
}

static bool take_probe(void *context, sqlite3_stmt *row, struct error *error) {
    const char *name = (const char *)sqlite3_column_text(row, 0);

    if (name == NULL) {
        return error_set(error, "a probe has no name");
    }
    return probe_set_restore(context, name, sqlite3_column_blob(row, 1),
                             (size_t)sqlite3_column_bytes(row, 1), error);
}

bool stored_scan_probes(struct database *database, int64_t scan,
                        struct probe_set *probes, struct error *error) {
    return each_row(database, STATEMENT_READ_PROBES, scan, take_probe, probes, error);
}

static bool reopen_scan(struct database *database, int64_t scan, struct error *error) {
    sqlite3_stmt *statement =
        database_statement(database, STATEMENT_REOPEN_SCAN, error);

    if (statement == NULL) {
        return false;
    }
    bind_integer(statement, ":scan", scan);
    return database_step(database, statement, error);
}

bool stored_scan_reopen(struct database *database, int64_t scan,
                        const struct run_start *start, struct error *error) {
    return database_run(database, STATEMENT_RECONFIGURE, error) &&
           database_run(database, STATEMENT_BEGIN, error) &&
           database_end(database,
                        reopen_scan(database, scan, error) &&
                            churn_forget(database, scan, error) &&
                            run_record_start(database, scan, start, error),
                        error);
}
