/* SPDX-License-Identifier: MIT
 * Scan by scan. Rows stay in the log until all is sealed and verified, so that nothing
 * depends on how often that was broken off; the view reply_row leaves out those that
 * are sealed already. */
#include "warehouse/seal_log.h"

#include "base/error.h"
#include "warehouse/database.h"
#include "warehouse/empty_log.h"
#include "warehouse/fold_log.h"
#include "warehouse/free_pages.h"
#include "warehouse/log_row.h"
#include "warehouse/reply_key.h"
#include "warehouse/reply_sorts.h"
#include "warehouse/seal_progress.h"
#include "warehouse/seal_scan.h"

struct sealing {
    struct seal_scan job; /* of the scan in hand */
    struct seal_progress progress;
    int64_t first_scan; /* of the log's rows */
    int64_t last_scan;
    struct reply_sums log; /* of the rows of these scans */
    int64_t read_row;      /* the last of these that was read */
    struct reply_sums sealed;
    const char *summing; /* why these are summed up */
    int64_t counted;     /* replies of these scans */
    int64_t used_pages;  /* before sealing; 0 if it was begun earlier */
    struct error *error;
};

typedef bool scan_fn(struct sealing *sealing);

static bool each_scan(struct sealing *sealing, scan_fn *handle) {
    struct seal_scan *job = &sealing->job;
    bool is_ok = true;

    for (int64_t scan = sealing->first_scan; is_ok && scan <= sealing->last_scan;
         scan++) {
        job->scan = scan;
        job->sorts = reply_sorts_create(job->database, scan, sealing->error);
        is_ok = job->sorts != NULL && handle(sealing);
        reply_sorts_destroy(job->sorts);
    }
    return is_ok;
}

static bool seal_one(struct sealing *sealing) {
    return seal_scan(&sealing->job, &sealing->log, &sealing->read_row, sealing->error);
}

static bool sum_one(struct sealing *sealing) {
    const struct seal_scan *job = &sealing->job;
    sqlite3_stmt *row =
        database_statement(job->database, STATEMENT_READ_SEALED, sealing->error);
    int status = SQLITE_DONE;
    bool is_ok = row != NULL;

    if (is_ok) {
        bind_integer(row, ":first", reply_key(job->scan, 0, 0));
        bind_integer(row, ":end", reply_key_end(job->scan));
    }
    while (is_ok && (status = sqlite3_step(row)) == SQLITE_ROW) {
        struct log_row read = log_row_read(row);

        is_ok = seal_scan_step(job, sealing->summing, sealing->sealed.rows,
                               (uint64_t)sealing->counted, sealing->error) &&
                seal_scan_is_known(job, &read, sealing->error);
        if (is_ok) {
            reply_sums_add(&sealing->sealed, &read, job->sorts);
        }
    }
    sqlite3_reset(row);
    return is_ok && (status == SQLITE_DONE ||
                     database_failed(job->database, "read", sealing->error));
}

static bool count_replies(struct sealing *sealing) {
    struct database *database = sealing->job.database;
    sqlite3_stmt *row =
        database_statement(database, STATEMENT_COUNT_SORTED, sealing->error);

    if (row == NULL) {
        return false;
    }
    bind_integer(row, ":first", sealing->first_scan);
    bind_integer(row, ":last", sealing->last_scan);
    bool is_ok = sqlite3_step(row) == SQLITE_ROW ||
                 database_failed(database, "read", sealing->error);
    sealing->counted = sqlite3_column_int64(row, 0);
    sqlite3_reset(row);
    return is_ok;
}

/* Of the scans in the log, all that is sealed. */
static bool sum_sealed(struct sealing *sealing, const char *why) {
    sealing->sealed = (struct reply_sums){0};
    sealing->summing = why;
    return count_replies(sealing) && each_scan(sealing, sum_one);
}

static bool out_of_order(struct sealing *sealing) {
    return error_set(
        sealing->error,
        "'%s': its log is not in the order of its scans, and stays as it is",
        sealing->job.database->path);
}

static bool read_scans(struct sealing *sealing) {
    struct database *database = sealing->job.database;
    sqlite3_stmt *row =
        database_statement(database, STATEMENT_READ_LOG_SCANS, sealing->error);

    if (row == NULL) {
        return false;
    }
    bind_integer(row, ":last", sealing->progress.log_row);
    if (sqlite3_step(row) != SQLITE_ROW) {
        return database_failed(database, "read", sealing->error);
    }
    sealing->first_scan = sqlite3_column_int64(row, 0);
    sealing->last_scan = sqlite3_column_int64(row, 1);
    sqlite3_reset(row);
    return (sealing->first_scan > 0 && sealing->first_scan <= sealing->last_scan &&
            sealing->last_scan <= REPLY_KEY_SCAN_MAX) ||
           out_of_order(sealing);
}

static bool count_pages(struct sealing *sealing, int64_t *used) {
    struct free_pages found;
    bool is_ok = free_pages_read(sealing->job.database, &found, sealing->error);

    *used = found.pages - found.free;
    return is_ok;
}

static bool begin(struct sealing *sealing, int64_t last_row) {
    struct database *database = sealing->job.database;
    struct seal_progress *progress = &sealing->progress;
    bool is_begun;

    if (!seal_progress_read(database, progress, &is_begun, sealing->error)) {
        return false;
    }
    if (is_begun && progress->log_row > last_row) {
        return error_set(sealing->error,
                         "'%s': rows of its log that were to be sealed are missing; "
                         "liveness check tells more",
                         database->path);
    }
    if (is_begun) { /* once verified, rows are deleted without another look */
        return progress->is_verified || read_scans(sealing);
    }
    if (!count_pages(sealing, &sealing->used_pages)) {
        return false;
    }
    progress->log_row = last_row;
    if (!read_scans(sealing) || !sum_sealed(sealing, "reading what is sealed")) {
        return false;
    }
    progress->arrivals = sealing->sealed.arrivals;
    progress->contents = sealing->sealed.contents;
    return seal_progress_insert(database, progress, sealing->error);
}

/* Sealed is what was in the log, and what was sealed before. */
static bool verify(struct sealing *sealing) {
    const struct reply_sums *log = &sealing->log;
    const struct seal_progress *before = &sealing->progress;
    const char *path = sealing->job.database->path;

    if (sealing->read_row != before->log_row) {
        return out_of_order(sealing);
    }
    return sum_sealed(sealing, "verifying") &&
           ((sealing->sealed.arrivals == log->arrivals + before->arrivals &&
             sealing->sealed.contents == log->contents + before->contents) ||
            error_set(sealing->error,
                      "'%s': its sealed replies are not those of its log, which "
                      "stays; liveness check tells more",
                      path));
}

static bool seal_all(struct sealing *sealing) {
    return sealing->progress.is_verified ||
           (each_scan(sealing, seal_one) && verify(sealing) &&
            seal_progress_set_verified(sealing->job.database, sealing->error));
}

static bool end(struct sealing *sealing, int64_t last_row) {
    int64_t before = sealing->used_pages;
    int64_t now;

    return count_pages(sealing, &now) &&
           empty_log(&sealing->job, last_row, before == 0 ? 0 : now - before,
                     sealing->error);
}

/* Up to the row that sealing once began with, or the last. */
static bool seal_rows(const struct seal_scan *job, int64_t last_row,
                      struct error *error) {
    struct sealing sealing = {.job = *job, .error = error};

    sealing.job.progress = &sealing.progress;
    return begin(&sealing, last_row) && seal_all(&sealing) && end(&sealing, last_row);
}

bool seal_log(struct database *database, const struct seal_limits *limits,
              struct watch *watch, struct error *error) {
    struct wal_guard wal = {.limits = limits->wal};
    const struct seal_scan job = {
        .database = database, .watch = watch, .limits = *limits, .wal = &wal};
    int64_t last_row = 0;
    int64_t folded_row;
    bool is_ok = fold_log_end(database, &last_row, &folded_row, error);

    while (is_ok && last_row > 0) {
        is_ok = seal_rows(&job, last_row, error) &&
                fold_log_end(database, &last_row, &folded_row, error);
    }
    return is_ok;
}
