/* SPDX-License-Identifier: MIT
 * Questions about a scan that views answer. */
#include "warehouse/chosen_scan.h"

#include <stdio.h>

#include "base/error.h"
#include "warehouse/database.h"

bool chosen_scan(struct database *database, int64_t wanted, int64_t *scan,
                 struct error *error) {
    sqlite3_stmt *row = database_statement(database, STATEMENT_CHOOSE_SCAN, error);

    if (row == NULL) {
        return false;
    }
    bind_integer(row, ":scan", wanted);
    int status = sqlite3_step(row);
    *scan = sqlite3_column_int64(row, 0);
    sqlite3_reset(row);
    if (status == SQLITE_ROW) {
        return true;
    }
    if (status != SQLITE_DONE) {
        return database_failed(database, "read", error);
    }
    return wanted == 0 ? error_set_usage(error, "'%s' has no scan", database->path)
                       : error_set_usage(error, "--scan: '%s' has no scan %lld",
                                         database->path, (long long)wanted);
}

static void copy_text(sqlite3_stmt *row, int column, char *text, size_t size) {
    const char *value = (const char *)sqlite3_column_text(row, column);

    snprintf(text, size, "%s", value == NULL ? "" : value);
}

bool scan_contents_read(struct database *database, int64_t scan,
                        struct scan_contents *contents, struct error *error) {
    sqlite3_stmt *row = database_statement(database, STATEMENT_READ_CONTENTS, error);

    if (row == NULL) {
        return false;
    }
    bind_integer(row, ":scan", scan);
    if (sqlite3_step(row) != SQLITE_ROW) {
        return database_failed(database, "read", error);
    }
    copy_text(row, 0, contents->level, sizeof(contents->level));
    contents->has_replies = sqlite3_column_int(row, 1) != 0;
    contents->has_hosts = sqlite3_column_int(row, 2) != 0;
    contents->has_blocks = sqlite3_column_int(row, 3) != 0;
    contents->has_ranges = sqlite3_column_int(row, 4) != 0;
    copy_text(row, 5, contents->key_id, sizeof(contents->key_id));
    contents->has_opt_outs = sqlite3_column_int(row, 6) != 0;
    sqlite3_reset(row);
    return true;
}

bool chosen_probes_are_there(struct database *database, int64_t scan,
                             const char *probes, bool is_study, struct error *error) {
    sqlite3_stmt *row =
        probes == NULL ? NULL
                       : database_statement(database, STATEMENT_COUNT_PROBES, error);

    if (row == NULL) {
        return probes == NULL;
    }
    bind_integer(row, ":scan", scan);
    bind_text(row, ":probes", probes);
    bind_integer(row, ":is_study", is_study);
    if (sqlite3_step(row) != SQLITE_ROW) {
        return database_failed(database, "read", error);
    }
    const char *names = (const char *)sqlite3_column_text(row, 1);
    bool are_there = sqlite3_column_int(row, 0) != 0;
    if (!are_there) {
        error_set_usage(error, "--probe: expected some of %.300s, got '%.100s'",
                        names == NULL ? "" : names, probes);
    }
    sqlite3_reset(row);
    return are_there;
}

bool chosen_name_is_there(struct database *database, const struct choice *choice,
                          const char *name, struct error *error) {
    sqlite3_stmt *row = database_statement(database, choice->names, error);

    if (row == NULL) {
        return false;
    }
    bind_text(row, choice->parameter, name);
    if (sqlite3_step(row) != SQLITE_ROW) {
        return database_failed(database, "read", error);
    }
    const char *names = (const char *)sqlite3_column_text(row, 1);
    bool is_there = sqlite3_column_int(row, 0) > 0;
    if (!is_there) {
        error_set_usage(error, "%s: expected one of %.300s, got '%.100s'",
                        choice->option, names == NULL ? "" : names, name);
    }
    sqlite3_reset(row);
    return is_there;
}
