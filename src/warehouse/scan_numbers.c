/* SPDX-License-Identifier: MIT
 * Numbers are checked, since keys of replies have room for so many alone. */
#include "warehouse/scan_numbers.h"

#include "base/error.h"
#include "warehouse/database.h"
#include "warehouse/reply_key.h"

static bool take_number(struct database *database, int64_t scan, scan_number_fn *take,
                        void *context, struct error *error) {
    if (scan < 1 || scan > REPLY_KEY_SCAN_MAX) {
        return error_set(error, "'%s': expected scans from 1 to %d, found %lld",
                         database->path, REPLY_KEY_SCAN_MAX, (long long)scan);
    }
    return take(context, scan, error);
}

bool scan_numbers_each(struct database *database, int64_t only, scan_number_fn *take,
                       void *context, struct error *error) {
    sqlite3_stmt *row = database_statement(database, STATEMENT_LIST_SCANS, error);
    bool is_ok = row != NULL;
    int status = SQLITE_DONE;
    int64_t count = 0;

    if (is_ok) {
        bind_integer(row, ":scan", only);
    }
    for (; is_ok && (status = sqlite3_step(row)) == SQLITE_ROW; count++) {
        is_ok =
            take_number(database, sqlite3_column_int64(row, 0), take, context, error);
    }
    is_ok =
        is_ok && (status == SQLITE_DONE || database_failed(database, "read", error));
    sqlite3_reset(row);
    if (is_ok && count == 0) {
        return only == 0 ? error_set(error, "'%s' has no scan", database->path)
                         : error_set_usage(error, "--scan: '%s' has no scan %lld",
                                           database->path, (long long)only);
    }
    return is_ok;
}
