/* SPDX-License-Identifier: MIT
 * SQLite takes unused pages in the reverse order of their freeing, and searches them
 * one by one for a page that will not be cut off with the end of the file. So rows in
 * pages that will be are deleted first: then any page that it looks at will do. Each
 * transaction deletes few rows, since it writes their pages to the write-ahead log. */
#include "warehouse/empty_log.h"

#include "warehouse/database.h"
#include "warehouse/free_pages.h"
#include "warehouse/seal_progress.h"
#include "warehouse/seal_scan.h"

static bool delete_rows(struct database *database, int64_t after, int64_t last,
                        struct error *error) {
    sqlite3_stmt *deletion =
        database_statement(database, STATEMENT_DELETE_LOG_ROWS, error);

    if (deletion == NULL) {
        return false;
    }
    bind_integer(deletion, ":after", after);
    bind_integer(deletion, ":last", last);
    return database_step(database, deletion, error);
}

static bool delete_range(const struct seal_scan *job, int64_t after, int64_t last,
                         struct error *error) {
    int64_t step = (int64_t)job->limits.batch_rows;
    bool is_ok = true;

    for (int64_t row = after; is_ok && row < last; row += step) {
        is_ok = seal_scan_watch(job, "emptying the log", (uint64_t)(row - after),
                                (uint64_t)(last - after), error) &&
                delete_rows(job->database, row, row + step < last ? row + step : last,
                            error) &&
                seal_scan_bound_wal(job, SEAL_SOUND, error);
    }
    return is_ok;
}

/* Sets *row to the last one whose page will not be cut off, as far as a sample of the
 * log, which is deleted, tells how many pages it takes. */
static bool find_cut(const struct seal_scan *job, int64_t grown_pages, int64_t *row,
                     struct error *error) {
    int64_t last = job->progress->log_row;
    int64_t rows = (int64_t)job->limits.batch_rows;
    struct free_pages before;
    struct free_pages after;

    *row = last;
    if (grown_pages <= 0 || last <= 2 * rows) {
        return true;
    }
    if (!free_pages_read(job->database, &before, error) ||
        !delete_rows(job->database, last - rows, last - 1, error) ||
        !free_pages_read(job->database, &after, error)) {
        return false;
    }
    double log_pages = (double)(after.free - before.free) * (double)last / (double)rows;
    if ((double)grown_pages < log_pages) {
        *row = (int64_t)((double)last * (double)grown_pages / log_pages);
    }
    return true;
}

static bool end(struct database *database, enum statement statement,
                struct error *error) {
    bool is_ok = database_run(database, STATEMENT_BEGIN, error) &&
                 database_run(database, statement, error);

    return database_end(database, is_ok, error);
}

/* The last row stays to the end, so that rows which come meanwhile get higher numbers.
 */
static bool empty(const struct seal_scan *job, int64_t grown_pages,
                  struct error *error) {
    int64_t cut;

    return find_cut(job, grown_pages, &cut, error) &&
           delete_range(job, cut, job->progress->log_row - 1, error) &&
           end(job->database, STATEMENT_EMPTY_LOG, error);
}

bool empty_log(const struct seal_scan *job, int64_t last_row, int64_t grown_pages,
               struct error *error) {
    int64_t sealed_row = job->progress->log_row;

    return sealed_row == last_row
               ? empty(job, grown_pages, error)
               : delete_range(job, 0, sealed_row, error) &&
                     end(job->database, STATEMENT_END_SEALING, error);
}
