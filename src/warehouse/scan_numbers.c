/* SPDX-License-Identifier: MIT
 * Numbers are checked, since keys of replies have room for so many alone. */
#include "warehouse/scan_numbers.h"

#include <stddef.h>

#include "base/error.h"
#include "warehouse/database.h"
#include "warehouse/reply_key.h"

/* Sets *count, up to `room`. */
static bool read_numbers(struct database *database, int64_t only, int64_t *numbers,
                         size_t room, size_t *count, struct error *error) {
    sqlite3_stmt *row = database_statement(database, STATEMENT_LIST_SCANS, error);
    int status;

    if (row == NULL) {
        return false;
    }
    bind_integer(row, ":scan", only);
    for (*count = 0; (status = sqlite3_step(row)) == SQLITE_ROW && *count < room;) {
        numbers[(*count)++] = sqlite3_column_int64(row, 0);
    }
    bool is_ok =
        status != SQLITE_ROW
            ? status == SQLITE_DONE || database_failed(database, "read", error)
            : error_set(error, "'%s' has more than %zu scans", database->path, room);
    sqlite3_reset(row);
    return is_ok;
}

static bool none(const struct database *database, int64_t only, struct error *error) {
    return only == 0 ? error_set(error, "'%s' has no scan", database->path)
                     : error_set_usage(error, "--scan: '%s' has no scan %lld",
                                       database->path, (long long)only);
}

static bool take_number(struct database *database, int64_t scan, scan_number_fn *take,
                        void *context, struct error *error) {
    if (scan < 1 || scan > REPLY_KEY_SCAN_MAX) {
        return error_set(error, "'%s': expected scans from 1 to %d, found %lld",
                         database->path, REPLY_KEY_SCAN_MAX, (long long)scan);
    }
    return take(context, scan, error);
}

/* All are read first, so that `take` may go through them as well. */
bool scan_numbers_each(struct database *database, int64_t only, scan_number_fn *take,
                       void *context, struct error *error) {
    int64_t numbers[REPLY_KEY_SCAN_MAX];
    size_t count;
    bool is_ok =
        read_numbers(database, only, numbers, REPLY_KEY_SCAN_MAX, &count, error);

    if (is_ok && count == 0) {
        return none(database, only, error);
    }
    for (size_t i = 0; is_ok && i < count; i++) {
        is_ok = take_number(database, numbers[i], take, context, error);
    }
    return is_ok;
}
