/* SPDX-License-Identifier: MIT
 * The steps of sealing, in order: each leaves a file that is sound. */
#include "warehouse/seal.h"

#include <string.h>

#include "base/deep_call.h"
#include "base/error.h"
#include "base/watch.h"
#include "warehouse/churn.h"
#include "warehouse/database.h"
#include "warehouse/fold_log.h"
#include "warehouse/free_pages.h"
#include "warehouse/seal_log.h"
#include "warehouse/seal_scan.h"

enum { ASK_EVERY = 100000 }; /* instructions of a statement: some milliseconds */

enum {
    RUN_ROWS = 1 << 21,  /* 118 MB */
    FILE_SHARE = 128,    /* a transaction writes this part of the file's pages ... */
    PAGES_MAX = 1 << 11, /* ... or 8 MB */
    PAGES_MIN = 1 << 4,
    PAGE_ROWS = 128,         /* a few less than fit */
    CHECKPOINT_PAGES = 1000, /* SQLite's own default */
    PAGE_SIZE = 4096,
};

/* What a transaction may write: little beside the file, since the write-ahead log grows
 * by it. */
static bool find_step(struct database *database, int64_t *pages, struct error *error) {
    struct free_pages found;

    if (!free_pages_read(database, &found, error)) {
        return false;
    }
    int64_t share = found.pages / FILE_SHARE;
    *pages = share < PAGES_MIN ? PAGES_MIN : share > PAGES_MAX ? PAGES_MAX : share;
    sqlite3_wal_autocheckpoint(
        database->sqlite, (int)(*pages < CHECKPOINT_PAGES ? *pages : CHECKPOINT_PAGES));
    return true;
}

struct watched {
    struct watch *watch;
    const char *doing;
};

static int on_progress(void *context) {
    const struct watched *watched = context;

    return !watch_step(watched->watch, watched->doing, -1);
}

typedef bool work_fn(struct database *database, struct error *error);

/* Statements that run long are broken off when the watch says stop. */
static bool run_watched(struct database *database, struct watch *watch,
                        const char *doing, work_fn *work, struct error *error) {
    struct watched watched = {watch, doing};

    sqlite3_progress_handler(database->sqlite, ASK_EVERY, on_progress, &watched);
    bool is_ok = work(database, error);
    sqlite3_progress_handler(database->sqlite, 0, NULL, NULL);
    return is_ok;
}

static bool fold(struct database *database, struct watch *watch, struct error *error) {
    return run_watched(database, watch, "folding", fold_log, error) ||
           (watch->is_stopped &&
            seal_interrupted(database, "sound, but not sealed", error));
}

static bool rebuild(struct database *database, struct error *error) {
    return database_run(database, STATEMENT_REBUILD, error);
}

/* Files of older versions cannot shrink by themselves. */
static bool shrink(struct database *database, int64_t step, struct watch *watch,
                   struct error *error) {
    static const char giving_back[] = "giving back free space";
    static const char state[] = "sealed, but larger than it need be";
    struct wal_guard wal = {.limits = wal_limits_usual};
    const struct seal_scan job = {.database = database, .watch = watch, .wal = &wal};
    struct free_pages now = {0};
    int64_t first = 0;
    int64_t before = INT64_MAX;

    while (free_pages_read(database, &now, error) && now.free > 0 &&
           now.free < before) {
        first = first == 0 ? now.free : first;
        before = now.free;
        if (!watch_step(watch, giving_back, 1 - (double)now.free / (double)first)) {
            return seal_interrupted(database, state, error);
        }
        if (now.can_shrink
                ? !free_pages_give_back(database, step, error)
                : !run_watched(database, watch, giving_back, rebuild, error)) {
            return watch->is_stopped && seal_interrupted(database, state, error);
        }
        if (!seal_scan_bound_wal(&job, state, error)) {
            return false;
        }
    }
    return now.pages > 0;
}

static bool is_stopped(void *watch) {
    return !watch_step(watch, "comparing the scans", -1);
}

static bool compare_scans(struct database *database, struct watch *watch,
                          struct error *error) {
    return churn_update(database, is_stopped, watch, error) &&
           (!watch->is_stopped ||
            seal_interrupted(database, "sealed, but not all of its scans are compared",
                             error));
}

/* In a thread, since SQLite counts rows without asking anybody whether to go on. */
struct analysis {
    struct database *database;
    struct watch *watch;
    struct time_budget budget;
    bool is_ok;
    struct error *error;
};

static void analyze(void *context) {
    struct analysis *analysis = context;

    analysis->is_ok =
        database_run(analysis->database, STATEMENT_ANALYZE, analysis->error);
}

static void watch_analysis(void *context) {
    struct analysis *analysis = context;

    if (!watch_step(analysis->watch, "gathering statistics", -1) ||
        time_budget_is_over(&analysis->budget)) {
        sqlite3_interrupt(analysis->database->sqlite);
    }
}

static bool gather_statistics(struct database *database, struct watch *watch,
                              struct error *error) {
    struct analysis analysis = {.database = database, .watch = watch, .error = error};
    struct free_pages found;

    if (!free_pages_read(database, &found, error)) {
        return false;
    }
    time_budget_begin(&analysis.budget, found.pages * PAGE_SIZE);
    if (!deep_call(0, analyze, watch_analysis, &analysis)) {
        return error_set(error, "cannot start a thread");
    }
    if (analysis.is_ok) {
        return true;
    }
    return watch->is_stopped
               ? seal_interrupted(database, "sealed, but has no statistics", error)
           : time_budget_is_over(&analysis.budget)
               ? error_set(error, "'%s' is damaged: counting its rows has no end",
                           database->path)
               : false;
}

static bool take_steps(struct database *database, struct watch *watch,
                       struct error *error) {
    int64_t step;

    if (!database_run(database, STATEMENT_RECONFIGURE, error) ||
        !fold(database, watch, error) || !find_step(database, &step, error)) {
        return false;
    }
    const struct seal_limits limits = {.run_rows = RUN_ROWS,
                                       .batch_rows = (size_t)step * PAGE_ROWS,
                                       .wal = wal_limits_usual};
    return seal_log(database, &limits, watch, error) &&
           compare_scans(database, watch, error) &&
           shrink(database, step, watch, error) &&
           gather_statistics(database, watch, error);
}

bool seal(struct database *database, struct watch *watch, struct error *error) {
    if (take_steps(database, watch, error)) {
        return true;
    }
    const struct error cause = *error;
    return strstr(cause.text, sqlite3_errstr(SQLITE_FULL)) != NULL &&
           error_set(error, "%.400s; free space, then liveness seal goes on with it",
                     cause.text);
}
