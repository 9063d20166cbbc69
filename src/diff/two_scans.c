/* SPDX-License-Identifier: MIT
 * Summaries are enough: signatures, addresses and blocks. */
#include "diff/two_scans.h"

#include <string.h>

#include "base/error.h"
#include "warehouse/chosen_scan.h"
#include "warehouse/churn.h"
#include "warehouse/database.h"
#include "warehouse/row_copy.h"
#include "warehouse/scan_copy.h"

static bool has_addresses(const struct database *database, int64_t scan,
                          const struct scan_contents *contents, struct error *error) {
    return contents->has_hosts ||
           error_set(error,
                     "'%s' has no addresses of scan %lld to compare: it was shared at "
                     "the level '%s'",
                     database->path, (long long)scan, contents->level);
}

/* Replies that are not folded are in no summary. */
static bool is_folded(struct database *database, int64_t scan, struct error *error) {
    sqlite3_stmt *row = database_statement(database, STATEMENT_READ_UNFOLDED, error);

    if (row == NULL) {
        return false;
    }
    bind_integer(row, ":scan", scan);
    if (sqlite3_step(row) != SQLITE_ROW) {
        return database_failed(database, "read", error);
    }
    int64_t unfolded = sqlite3_column_int64(row, 0);
    sqlite3_reset(row);
    return unfolded == 0 ||
           error_set(error,
                     "'%s': the last %lld replies are not folded yet; liveness seal "
                     "does that",
                     database->path, (long long)unfolded);
}

static bool choose(struct database *from, const struct scan_of_file *file,
                   int64_t *scan, struct error *error) {
    if (chosen_scan(from, file->scan, scan, error)) {
        return true;
    }
    return error->is_usage && file->scan != 0
               ? error_set_usage(error, "--%s: '%s' has no scan %lld", file->option,
                                 from->path, (long long)file->scan)
               : false;
}

static bool copy_scan(struct database *from, const struct scan_of_file *file,
                      struct database *to, int64_t number,
                      struct scan_contents *contents, struct error *error) {
    struct row_copy copy = {.from = from, .to = to, .new_scan = number};

    return database_run(from, STATEMENT_BEGIN_READING, error) &&
           choose(from, file, &copy.scan, error) &&
           scan_contents_read(from, copy.scan, contents, error) &&
           has_addresses(from, copy.scan, contents, error) &&
           is_folded(from, copy.scan, error) && scan_merge_facts(&copy, error) &&
           scan_copy_summaries(&copy, error) && scan_copy_blocks(&copy, error) &&
           scan_copy_hosts(&copy, error);
}

static bool take_scan(const struct scan_of_file *file, struct database *to,
                      int64_t number, struct scan_contents *contents,
                      struct error *error) {
    struct database from;

    if (!database_open(file->path, &from, error)) {
        return false;
    }
    bool is_ok = copy_scan(&from, file, to, number, contents, error);
    database_close(&from);
    return is_ok;
}

static bool take_both(const struct scan_of_file *earlier,
                      const struct scan_of_file *later, struct database *to,
                      struct error *error) {
    struct scan_contents before;
    struct scan_contents after;

    if (!take_scan(earlier, to, EARLIER_SCAN, &before, error) ||
        !take_scan(later, to, LATER_SCAN, &after, error)) {
        return false;
    }
    return strcmp(before.key_id, after.key_id) == 0 ||
           error_set(
               error,
               "'%.200s' and '%.200s' cannot be compared: their addresses are not "
               "anonymised with the same key",
               earlier->path, later->path);
}

/* Signals end the program at once: there is nothing to tidy up. */
static bool is_stopped(void *context) {
    (void)context;
    return false;
}

bool two_scans_put(const struct scan_of_file *earlier, const struct scan_of_file *later,
                   struct database *to, struct error *error) {
    return database_run(to, STATEMENT_BEGIN, error) &&
           database_end(to, take_both(earlier, later, to, error), error) &&
           churn_update(to, is_stopped, NULL, error);
}
