/* SPDX-License-Identifier: MIT
 * A key of zeros alone says nothing: where the scan came from does. */
#include "warehouse/left_out.h"

#include "base/error.h"
#include "warehouse/database.h"

/* Columns as in sql/statements/read_left_out.sql. */
enum { LEVEL, IS_MERGED, LACKS_TARGETS, LACKS_KEY, LACKS_PAYLOADS };

#define ORIGINAL "use the file that it was made from"

static bool lacks_targets(const struct database *database, int64_t scan,
                          sqlite3_stmt *row, struct error *error) {
    return error_set_usage(error,
                           "'%.200s': scan %lld was shared without its targets, at the "
                           "level '%.40s'; " ORIGINAL,
                           database->path, (long long)scan,
                           (const char *)sqlite3_column_text(row, LEVEL));
}

static bool lacks_secrets(const struct database *database, int64_t scan,
                          sqlite3_stmt *row, struct error *error) {
    bool has_key = sqlite3_column_int(row, LACKS_KEY) == 0;
    bool has_payloads = sqlite3_column_int(row, LACKS_PAYLOADS) == 0;
    const char *what = has_key ? "payloads" : has_payloads ? "key" : "key and payloads";
    const char *options = has_key        ? "--with-payloads"
                          : has_payloads ? "--with-keys"
                                         : "--with-keys --with-payloads";

    if (sqlite3_column_int(row, IS_MERGED) != 0) {
        return error_set_usage(error,
                               "'%.200s': scan %lld was merged without its %s; use the "
                               "files that it was made from",
                               database->path, (long long)scan, what);
    }
    return error_set_usage(error,
                           "'%.200s': scan %lld was shared without its %s; share it "
                           "again with %s, or " ORIGINAL,
                           database->path, (long long)scan, what, options);
}

static bool is_whole(const struct database *database, int64_t scan, sqlite3_stmt *row,
                     struct error *error) {
    if (sqlite3_column_int(row, LACKS_TARGETS) != 0) {
        return lacks_targets(database, scan, row, error);
    }
    return (sqlite3_column_int(row, LACKS_KEY) == 0 &&
            sqlite3_column_int(row, LACKS_PAYLOADS) == 0) ||
           lacks_secrets(database, scan, row, error);
}

bool left_out_nothing(struct database *database, int64_t scan, struct error *error) {
    sqlite3_stmt *row = database_statement(database, STATEMENT_READ_LEFT_OUT, error);

    if (row == NULL) {
        return false;
    }
    bind_integer(row, ":scan", scan);
    int status = sqlite3_step(row);
    bool is_ok = status == SQLITE_ROW    ? is_whole(database, scan, row, error)
                 : status == SQLITE_DONE ? true
                                         : database_failed(database, "read", error);
    sqlite3_reset(row);
    return is_ok;
}
