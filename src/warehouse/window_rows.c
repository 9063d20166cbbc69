/* SPDX-License-Identifier: MIT
 * Every commit has the windows of what was sent until then, so that a scan that is
 * killed has them too. */
#include "warehouse/window_rows.h"

#include "warehouse/database.h"

bool window_rows_add(struct database *database, int64_t scan, uint64_t window_us,
                     uint64_t targets, struct error *error) {
    sqlite3_stmt *statement =
        database_statement(database, STATEMENT_INSERT_WINDOW_COUNT, error);

    if (statement == NULL) {
        return false;
    }
    bind_integer(statement, ":scan", scan);
    bind_integer(statement, ":window_us", (int64_t)window_us);
    bind_integer(statement, ":targets", (int64_t)targets);
    return database_step(database, statement, error);
}

bool window_rows_write(struct window_rows *rows, struct database *database,
                       int64_t scan, struct error *error) {
    bool is_ok = true;

    for (unsigned i = 0; is_ok && i < WINDOW_BUCKETS; i++) {
        uint64_t targets = window_counts_get(rows->counts, i);

        if (targets > rows->written[i]) {
            is_ok = window_rows_add(database, scan, window_bucket_us(i),
                                    targets - rows->written[i], error);
            rows->written[i] = targets;
        }
    }
    return is_ok;
}
