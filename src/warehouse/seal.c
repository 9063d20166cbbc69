/* SPDX-License-Identifier: MIT
 * The steps of sealing, in order: each leaves a file that is sound. */
#include "warehouse/seal.h"

#include "base/error.h"
#include "base/watch.h"
#include "warehouse/churn.h"
#include "warehouse/database.h"
#include "warehouse/fold_log.h"
#include "warehouse/seal_log.h"
#include "warehouse/seal_scan.h"

static const struct seal_limits limits = {
    .run_rows = 1 << 21,   /* 118 MB */
    .batch_rows = 1 << 18, /* 6 MB of write-ahead log */
};

struct free_pages {
    int64_t free;
    int64_t pages; /* of the file, free or not */
    bool can_shrink;
};

static bool read_free_pages(struct database *database, struct free_pages *found,
                            struct error *error) {
    sqlite3_stmt *row = database_statement(database, STATEMENT_READ_FREE_PAGES, error);

    if (row == NULL) {
        return false;
    }
    bool is_ok = sqlite3_step(row) == SQLITE_ROW;
    found->free = sqlite3_column_int64(row, 0);
    found->pages = sqlite3_column_int64(row, 1);
    found->can_shrink = sqlite3_column_int(row, 2) != 0;
    sqlite3_reset(row);
    return is_ok || database_failed(database, "read", error);
}

/* Files of older versions cannot shrink by themselves. */
static bool shrink(struct database *database, struct watch *watch,
                   struct error *error) {
    struct free_pages now = {0};
    int64_t first = 0;
    int64_t before = INT64_MAX;

    while (read_free_pages(database, &now, error) && now.free > 0 &&
           now.free < before) {
        first = first == 0 ? now.free : first;
        before = now.free;
        if (!watch_step(watch, "giving back free space",
                        1 - (double)now.free / (double)first)) {
            return error_set(error,
                             "interrupted: '%s' is sealed, but larger than it "
                             "need be; liveness seal goes on with it",
                             database->path);
        }
        if (!database_run(database,
                          now.can_shrink ? STATEMENT_GIVE_BACK_PAGES
                                         : STATEMENT_REBUILD,
                          error)) {
            return false;
        }
    }
    return now.pages > 0;
}

static bool is_stopped(void *watch) {
    return !watch_step(watch, "comparing the scans", 0);
}

static bool compare_scans(struct database *database, struct watch *watch,
                          struct error *error) {
    return churn_update(database, is_stopped, watch, error) &&
           (!watch->is_stopped ||
            error_set(error,
                      "interrupted: '%s' is sealed, but not all of its scans are "
                      "compared; liveness seal goes on with it",
                      database->path));
}

bool seal(struct database *database, struct watch *watch, struct error *error) {
    return database_run(database, STATEMENT_RECONFIGURE, error) &&
           fold_log(database, error) && seal_log(database, &limits, watch, error) &&
           compare_scans(database, watch, error) && shrink(database, watch, error) &&
           database_run(database, STATEMENT_ANALYZE, error);
}
