/* SPDX-License-Identifier: MIT
 * Scan by scan: the log is read once and sorted, and batches of it are written. Rows
 * stay in the log until all is sealed and verified, so that nothing depends on how
 * often that was broken off; the view reply_row leaves out those that are sealed. */
#include "warehouse/seal_log.h"

#include "base/error.h"
#include "base/watch.h"
#include "warehouse/database.h"
#include "warehouse/fold_log.h"
#include "warehouse/log_row.h"
#include "warehouse/reply_key.h"
#include "warehouse/reply_sorts.h"
#include "warehouse/reply_sums.h"
#include "warehouse/row_sorter.h"
#include "warehouse/seal_batch.h"

enum {
    RUN_ROWS = 1 << 21,  /* 118 MB */
    STEP_ROWS = 1 << 14, /* between two looks at the watch */
};

struct sealing {
    struct database *database;
    struct watch *watch;
    struct error *error;
    int64_t
        log_row; /* rows up to this one are sealed; all row_... counts are of these */
    int64_t next_key;                /* replies with smaller keys are sealed */
    struct reply_sums sealed_before; /* less what was added to other replies since */
    int64_t first_scan;
    int64_t last_scan;
    struct reply_sums log; /* of the rows seen so far */
    uint64_t log_rows;     /* in the log: of every scan */

    /* Of the scan in hand. */
    int64_t scan;
    struct reply_sorts *sorts;
    struct row_sorter *sorter;
    struct seal_batch *batch;
    uint64_t rows;  /* to seal */
    uint64_t taken; /* of these */
};

static bool step(struct sealing *sealing, const char *doing, uint64_t done,
                 uint64_t all) {
    return done % STEP_ROWS != 0 ||
           watch_step(sealing->watch, doing,
                      all == 0 ? 1 : (double)done / (double)all) ||
           error_set(
               sealing->error,
               "interrupted: '%s' is sound, but not sealed; liveness seal goes on "
               "with it",
               sealing->database->path);
}

static bool failed(struct sealing *sealing, const char *doing) {
    return database_failed(sealing->database, doing, sealing->error);
}

static sqlite3_stmt *statement(struct sealing *sealing, enum statement statement) {
    return database_statement(sealing->database, statement, sealing->error);
}

static bool start_scan(struct sealing *sealing, int64_t scan) {
    reply_sorts_destroy(sealing->sorts);
    sealing->scan = scan;
    sealing->sorts = reply_sorts_create(sealing->database, scan, sealing->error);
    return sealing->sorts != NULL;
}

static bool is_known(struct sealing *sealing, const struct log_row *row) {
    return reply_sorts_masks(sealing->sorts, reply_key_sort(row->reply)) != NULL ||
           error_set(sealing->error, "'%s': a reply of scan %lld is of no known sort",
                     sealing->database->path, (long long)sealing->scan);
}

/* Reading the log. */

static bool take_log_row(struct sealing *sealing, const struct log_row *row) {
    if (reply_key_scan(row->reply) != sealing->scan) {
        return true;
    }
    if (!is_known(sealing, row)) {
        return false;
    }
    reply_sums_add(&sealing->log, row, sealing->sorts);
    if (row->reply < sealing->next_key) {
        return true;
    }
    sealing->rows++;
    return row_sorter_add(sealing->sorter, row, sealing->error);
}

static bool read_log(struct sealing *sealing) {
    sqlite3_stmt *row = statement(sealing, STATEMENT_READ_WHOLE_LOG);
    int status = SQLITE_DONE;
    uint64_t rows = 0;
    bool is_ok = row != NULL;

    if (is_ok) {
        bind_integer(row, ":last", sealing->log_row);
    }
    while (is_ok && (status = sqlite3_step(row)) == SQLITE_ROW) {
        struct log_row read = log_row_read(row);

        is_ok =
            step(sealing, "reading the replies", rows++, (uint64_t)sealing->log_row) &&
            take_log_row(sealing, &read);
    }
    sqlite3_reset(row);
    sealing->log_rows = rows;
    return is_ok && (status == SQLITE_DONE || failed(sealing, "read"));
}

/* Writing. */

/* Gives the batch a row that no other will be added to. */
static bool put(struct sealing *sealing, const struct log_row *row,
                const struct log_row *next) {
    uint32_t target = reply_key_target(row->reply);

    if (!seal_batch_add(sealing->batch, row, sealing->error)) {
        return false;
    }
    bool is_last_of_target = next == NULL || reply_key_target(next->reply) != target;
    return !(is_last_of_target && seal_batch_is_full(sealing->batch)) ||
           seal_batch_write(sealing->batch,
                            reply_key(sealing->scan, target, 0) + REPLY_KEY_SORTS_MAX,
                            sealing->error);
}

static bool merge_rows(struct sealing *sealing) {
    struct log_row row;
    struct log_row next;
    bool is_end;
    bool is_ok = row_sorter_next(sealing->sorter, &row, &is_end, sealing->error);

    while (is_ok && !is_end) {
        is_ok = row_sorter_next(sealing->sorter, &next, &is_end, sealing->error) &&
                step(sealing, "sealing", sealing->taken++, sealing->rows);
        if (!is_ok) {
            break;
        }
        if (!is_end && row_sorter_is_same(sealing->sorter, &row, &next)) {
            seal_batch_absorb(sealing->batch, &row, &next);
            continue;
        }
        is_ok = put(sealing, &row, is_end ? NULL : &next);
        row = next;
    }
    return is_ok;
}

/* The smallest key of the scan that is not yet sealed. */
static int64_t first_key(const struct sealing *sealing) {
    int64_t first = reply_key(sealing->scan, 0, 0);

    return sealing->next_key > first ? sealing->next_key : first;
}

static bool write_scan(struct sealing *sealing) {
    sealing->batch =
        seal_batch_create(sealing->database, sealing->sorts, first_key(sealing),
                          &sealing->sealed_before.contents, sealing->error);
    return sealing->batch != NULL &&
           row_sorter_finish(sealing->sorter, sealing->error) && merge_rows(sealing) &&
           seal_batch_write(sealing->batch, reply_key(sealing->scan + 1, 0, 0),
                            sealing->error);
}

static bool seal_scan(struct sealing *sealing) {
    sealing->rows = 0;
    sealing->taken = 0;
    sealing->sorter = row_sorter_create(sealing->database->path, RUN_ROWS,
                                        sealing->sorts, sealing->error);
    bool is_ok = sealing->sorter != NULL && read_log(sealing) &&
                 (sealing->rows == 0 || write_scan(sealing));
    seal_batch_destroy(sealing->batch);
    row_sorter_destroy(sealing->sorter);
    sealing->batch = NULL;
    sealing->sorter = NULL;
    return is_ok;
}

static bool each_scan(struct sealing *sealing, bool (*seal)(struct sealing *sealing)) {
    bool is_ok = true;

    for (int64_t scan = sealing->first_scan; is_ok && scan <= sealing->last_scan;
         scan++) {
        is_ok = start_scan(sealing, scan) && seal(sealing);
    }
    reply_sorts_destroy(sealing->sorts);
    sealing->sorts = NULL;
    return is_ok;
}

/* Verifying. */

/* Adds the sealed replies of the scan in hand to `sums`. */
static bool sum_sealed(struct sealing *sealing, struct reply_sums *sums) {
    sqlite3_stmt *row = statement(sealing, STATEMENT_READ_SEALED);
    int status = SQLITE_DONE;
    bool is_ok = row != NULL;

    if (is_ok) {
        bind_integer(row, ":first", reply_key(sealing->scan, 0, 0));
        bind_integer(row, ":end", reply_key(sealing->scan + 1, 0, 0));
    }
    while (is_ok && (status = sqlite3_step(row)) == SQLITE_ROW) {
        struct log_row read = log_row_read(row);

        is_ok = step(sealing, "verifying", sums->rows, sealing->log.rows) &&
                is_known(sealing, &read);
        if (is_ok) {
            reply_sums_add(sums, &read, sealing->sorts);
        }
    }
    sqlite3_reset(row);
    return is_ok && (status == SQLITE_DONE || failed(sealing, "read"));
}

static bool sum_before(struct sealing *sealing) {
    return sum_sealed(sealing, &sealing->sealed_before);
}

static bool sum_now(struct sealing *sealing) {
    struct reply_sums *left = &sealing->log;
    struct reply_sums sealed = {0};

    if (!sum_sealed(sealing, &sealed)) {
        return false;
    }
    left->arrivals -= sealed.arrivals;
    left->contents -= sealed.contents;
    return true;
}

static bool read_progress(struct sealing *sealing, bool *is_begun) {
    sqlite3_stmt *row = statement(sealing, STATEMENT_READ_SEALING);

    if (row == NULL) {
        return false;
    }
    int status = sqlite3_step(row);
    *is_begun = status == SQLITE_ROW;
    if (*is_begun) {
        sealing->log_row = sqlite3_column_int64(row, 0);
        sealing->next_key = sqlite3_column_int64(row, 1);
        sealing->sealed_before.arrivals = (uint64_t)sqlite3_column_int64(row, 2);
        sealing->sealed_before.contents = (uint64_t)sqlite3_column_int64(row, 3);
    }
    sqlite3_reset(row);
    return *is_begun || status == SQLITE_DONE || failed(sealing, "read");
}

/* What was sealed is what was in the log and what was sealed before. */
static bool verify(struct sealing *sealing) {
    bool is_begun;

    if (sealing->log.rows != sealing->log_rows) {
        return error_set(sealing->error,
                         "'%s': its log is not in the order of its scans; it stays as "
                         "it is",
                         sealing->database->path);
    }
    if (!read_progress(sealing, &is_begun)) {
        return false;
    }
    sealing->log.arrivals += sealing->sealed_before.arrivals;
    sealing->log.contents += sealing->sealed_before.contents;
    if (!each_scan(sealing, sum_now)) {
        return false;
    }
    return (sealing->log.arrivals == 0 && sealing->log.contents == 0) ||
           error_set(
               sealing->error,
               "'%s': the sealed replies are not those of its log, which is kept; "
               "liveness check tells more",
               sealing->database->path);
}

/* Beginning and ending. */

static bool read_scans(struct sealing *sealing) {
    sqlite3_stmt *row = statement(sealing, STATEMENT_READ_LOG_SCANS);

    if (row == NULL) {
        return false;
    }
    bind_integer(row, ":last", sealing->log_row);
    bool is_ok = sqlite3_step(row) == SQLITE_ROW;
    sealing->first_scan = sqlite3_column_int64(row, 0);
    sealing->last_scan = sqlite3_column_int64(row, 1);
    sqlite3_reset(row);
    return is_ok ? (sealing->first_scan > 0 &&
                    sealing->last_scan <= REPLY_KEY_SCAN_MAX) ||
                       error_set(sealing->error, "'%s': its log has replies of no scan",
                                 sealing->database->path)
                 : failed(sealing, "read");
}

static bool begin(struct sealing *sealing, int64_t last_row) {
    bool is_begun;

    sealing->log_row = last_row;
    if (!read_progress(sealing, &is_begun) || !read_scans(sealing)) {
        return false;
    }
    if (is_begun) {
        return true;
    }
    if (!each_scan(sealing, sum_before)) {
        return false;
    }
    sqlite3_stmt *insertion = statement(sealing, STATEMENT_INSERT_SEALING);
    if (insertion == NULL) {
        return false;
    }
    bind_integer(insertion, ":log_row", sealing->log_row);
    bind_integer(insertion, ":arrivals", (int64_t)sealing->sealed_before.arrivals);
    bind_integer(insertion, ":contents", (int64_t)sealing->sealed_before.contents);
    return database_step(sealing->database, insertion, sealing->error);
}

static bool end(struct sealing *sealing, int64_t last_row) {
    struct database *database = sealing->database;
    bool is_ok = database_run(database, STATEMENT_BEGIN, sealing->error) &&
                 database_run(database,
                              sealing->log_row == last_row ? STATEMENT_EMPTY_LOG
                                                           : STATEMENT_SHORTEN_LOG,
                              sealing->error);

    return database_run(database, is_ok ? STATEMENT_COMMIT : STATEMENT_ROLLBACK,
                        is_ok ? sealing->error : &(struct error){.text = ""}) &&
           is_ok;
}

/* Up to the row that sealing once began with, or the last. */
static bool seal_rows(struct database *database, int64_t last_row, struct watch *watch,
                      struct error *error) {
    struct sealing sealing = {.database = database, .watch = watch, .error = error};

    return begin(&sealing, last_row) && each_scan(&sealing, seal_scan) &&
           verify(&sealing) && end(&sealing, last_row);
}

bool seal_log(struct database *database, struct watch *watch, struct error *error) {
    int64_t last_row = 0;
    int64_t folded_row;

    for (;;) {
        if (!fold_log_end(database, &last_row, &folded_row, error)) {
            return false;
        }
        if (last_row == 0) {
            return true;
        }
        if (!seal_rows(database, last_row, watch, error)) {
            return false;
        }
    }
}
