/* SPDX-License-Identifier: MIT
 * A new file is made last of all, so that none is left behind when something else is
 * refused; one that exists is looked at first and locked next. */
#include "warehouse/output_file.h"

#include <errno.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "warehouse/database.h"
#include "warehouse/fold_log.h"
#include "warehouse/reply_key.h"

static bool refuse(struct error *error) {
    const struct error cause = *error;

    return error_set_usage(error, "output: %.400s; give a new name with --output",
                           cause.text);
}

/* Columns as in sql/statements/read_scan_end.sql. */
static bool count_scans(struct output_file *output, struct database *database,
                        struct error *error) {
    sqlite3_stmt *row = database_statement(database, STATEMENT_READ_SCAN_END, error);

    if (row == NULL || sqlite3_step(row) != SQLITE_ROW) {
        return database_failed(database, "read", error);
    }
    output->scans = sqlite3_column_int64(row, 0);
    output->can_go_on = sqlite3_column_int(row, 2) != 0;
    return sqlite3_column_int64(row, 1) < REPLY_KEY_SCAN_MAX ||
           error_set(error, "'%s' has scan %lld, and no room for a number above %d",
                     output->path, (long long)sqlite3_column_int64(row, 1),
                     REPLY_KEY_SCAN_MAX);
}

static bool look_inside(struct output_file *output, struct error *error) {
    struct database database;

    if (!database_look(output->path, &database, error)) {
        return false;
    }
    output->exists = true;
    bool is_ok = count_scans(output, &database, error);
    database_close(&database);
    return is_ok;
}

bool output_file_look(const char *path, struct output_file *output,
                      struct error *error) {
    struct stat status;

    *output = (struct output_file){.path = path};
    if (stat(path, &status) < 0) {
        return errno == ENOENT ||
               error_set_usage(error, "output '%s': %s", path, strerror(errno));
    }
    if (!S_ISREG(status.st_mode)) {
        error_set(error, "'%s' is not a regular file", path);
        return refuse(error);
    }
    return status.st_size == 0 || look_inside(output, error) || refuse(error);
}

static bool may_create(const char *path, struct error *error) {
    char *copy = strdup(path); /* dirname writes into its argument */
    bool is_ok = copy != NULL || error_set(error, "out of memory for '%s'", path);

    if (is_ok && access(dirname(copy), W_OK | X_OK) < 0) {
        is_ok = error_set_usage(error, "cannot create output '%s': %s", path,
                                strerror(errno));
    }
    free(copy);
    return is_ok;
}

bool output_file_reserve(const struct output_file *output, struct database *database,
                         struct error *error) {
    return output->exists ? database_reopen(output->path, database, error)
                          : may_create(output->path, error);
}

/* Replies that are not folded are those of the newest scan, so they are folded before
 * there is a newer one. */
bool output_file_begin(const struct output_file *output, struct database *database,
                       struct error *error) {
    return output->exists ? database_run(database, STATEMENT_RECONFIGURE, error) &&
                                fold_log(database, error)
                          : database_create(output->path, database, error);
}
