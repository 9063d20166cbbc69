/* SPDX-License-Identifier: MIT
 * The scan's part of the log is read and sorted; then rows of the same reply become
 * one, and are written in batches that end with a target. */
#include "warehouse/seal_scan.h"

#include <stdio.h>

#include "base/error.h"
#include "base/watch.h"
#include "warehouse/database.h"
#include "warehouse/log_row.h"
#include "warehouse/reply_key.h"
#include "warehouse/reply_sorts.h"
#include "warehouse/row_sorter.h"
#include "warehouse/seal_batch.h"
#include "warehouse/seal_progress.h"

struct sealing {
    const struct seal_scan *job;
    struct row_sorter *sorter;
    struct seal_batch *batch;
    uint64_t rows; /* to seal */
    struct error *error;
};

bool seal_interrupted(const struct database *database, const char *state,
                      struct error *error) {
    return error_set(error, "interrupted: '%s' is %s; liveness seal goes on with it",
                     database->path, state);
}

bool seal_scan_watch(const struct seal_scan *job, const char *doing, uint64_t done,
                     uint64_t all, struct error *error) {
    double share = done < all ? (double)done / (double)all : 1;

    return watch_step(job->watch, doing, share) ||
           seal_interrupted(job->database, SEAL_SOUND, error);
}

bool seal_scan_step(const struct seal_scan *job, const char *doing, uint64_t done,
                    uint64_t all, struct error *error) {
    return done % SEAL_STEP_ROWS != 0 || seal_scan_watch(job, doing, done, all, error);
}

static void tell_held(const struct seal_scan *job) {
    if (!job->watch->is_quiet) {
        fprintf(
            stderr,
            "another program has been reading '%s' so long that its write-ahead log "
            "is %lld MB: sealing waits until that program closes it\n",
            job->database->path, (long long)(job->wal->bytes >> 20));
    }
}

static bool held_too_long(const struct seal_scan *job, const char *state,
                          struct error *error) {
    return error_set(error,
                     "another program has been reading '%s' so long that its "
                     "write-ahead log is %lld MB: it is %s; close that program, then "
                     "liveness seal goes on with it",
                     job->database->path, (long long)(job->wal->bytes >> 20), state);
}

bool seal_scan_bound_wal(const struct seal_scan *job, const char *state,
                         struct error *error) {
    bool was_held = false;
    enum wal_state wal;

    while ((wal = wal_guard_look(job->wal, job->database, error)) == WAL_HELD) {
        if (!was_held) {
            tell_held(job);
            was_held = true;
        }
        if (!watch_step(job->watch, "waiting for another program to close the file",
                        -1)) {
            return seal_interrupted(job->database, state, error);
        }
    }
    return wal == WAL_BOUNDED ||
           (wal == WAL_HELD_TOO_LONG && held_too_long(job, state, error));
}

bool seal_scan_is_known(const struct seal_scan *job, const struct log_row *row,
                        struct error *error) {
    return reply_sorts_masks(job->sorts, reply_key_sort(row->reply)) != NULL ||
           error_set(error, "'%s': a reply of scan %lld is of no known sort",
                     job->database->path, (long long)job->scan);
}

/* Reading. */

static bool take_row(struct sealing *sealing, const struct log_row *row,
                     struct reply_sums *log) {
    const struct seal_scan *job = sealing->job;

    if (!seal_scan_is_known(job, row, sealing->error)) {
        return false;
    }
    reply_sums_add(log, row, job->sorts);
    if (row->reply < job->progress->next_key) {
        return true;
    }
    sealing->rows++;
    return row_sorter_add(sealing->sorter, row, sealing->error);
}

static bool read_log(struct sealing *sealing, struct reply_sums *log,
                     int64_t *read_row) {
    const struct seal_scan *job = sealing->job;
    sqlite3_stmt *row =
        database_statement(job->database, STATEMENT_READ_WHOLE_LOG, sealing->error);
    int status = SQLITE_DONE;
    bool is_ok = row != NULL;

    if (is_ok) {
        bind_integer(row, ":after", *read_row);
        bind_integer(row, ":last", job->progress->log_row);
    }
    while (is_ok && (status = sqlite3_step(row)) == SQLITE_ROW) {
        struct log_row read = log_row_read(row);

        if (reply_key_scan(read.reply) != job->scan) {
            break;
        }
        *read_row = sqlite3_column_int64(row, LOG_ROW);
        is_ok = seal_scan_step(job, "reading the replies", (uint64_t)*read_row,
                               (uint64_t)job->progress->log_row, sealing->error) &&
                take_row(sealing, &read, log);
    }
    sqlite3_reset(row);
    return is_ok && (status == SQLITE_ROW || status == SQLITE_DONE ||
                     database_failed(job->database, "read", sealing->error));
}

/* Writing. */

static bool write_batch(struct sealing *sealing, int64_t next_key) {
    return seal_batch_write(sealing->batch, next_key, sealing->error) &&
           seal_scan_bound_wal(sealing->job, SEAL_SOUND, sealing->error);
}

/* Gives the batch a row that no other will be added to. */
static bool put(struct sealing *sealing, const struct log_row *row,
                const struct log_row *next) {
    uint32_t target = reply_key_target(row->reply);

    if (!seal_batch_add(sealing->batch, row, sealing->error)) {
        return false;
    }
    bool is_last_of_target = next == NULL || reply_key_target(next->reply) != target;
    return !is_last_of_target ||
           seal_batch_count(sealing->batch) < sealing->job->limits.batch_rows ||
           write_batch(sealing, reply_key_target_end(sealing->job->scan, target));
}

static bool merge_rows(struct sealing *sealing) {
    struct log_row row;
    struct log_row next;
    uint64_t taken = 0;
    bool is_end;
    bool is_ok = row_sorter_next(sealing->sorter, &row, &is_end, sealing->error);

    while (is_ok && !is_end) {
        if (!row_sorter_next(sealing->sorter, &next, &is_end, sealing->error) ||
            !seal_scan_step(sealing->job, "sealing", taken++, sealing->rows,
                            sealing->error)) {
            return false;
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

static bool write_rows(struct sealing *sealing) {
    const struct seal_scan *job = sealing->job;

    sealing->batch = seal_batch_create(job->database, job->scan, job->sorts,
                                       job->progress, sealing->error);
    return sealing->batch != NULL &&
           row_sorter_finish(sealing->sorter, sealing->error) && merge_rows(sealing) &&
           write_batch(sealing, reply_key_end(job->scan));
}

bool seal_scan(const struct seal_scan *job, struct reply_sums *log, int64_t *read_row,
               struct error *error) {
    struct sealing sealing = {.job = job, .error = error};

    sealing.sorter =
        row_sorter_create(job->database->path, job->limits.run_rows, job->sorts, error);
    bool is_ok = sealing.sorter != NULL && read_log(&sealing, log, read_row) &&
                 (sealing.rows == 0 || write_rows(&sealing));
    seal_batch_destroy(sealing.batch);
    row_sorter_destroy(sealing.sorter);
    return is_ok;
}
