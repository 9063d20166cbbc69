/* SPDX-License-Identifier: MIT
 * Only a disk that is full is told apart: what else goes wrong, SQLite's text names. */
#include "scan/write_error.h"

#include <sqlite3.h>
#include <string.h>

#include "base/error.h"
#include "scan/prepared_scan.h"
#include "scan/resume_hint.h"

static const char *first_step(const struct error *error) {
    bool is_full = strstr(error->text, sqlite3_errstr(SQLITE_FULL)) != NULL;

    return is_full ? "free space and" : "mend that and";
}

void write_error_add_remedy(const struct prepared_scan *prepared, struct error *error) {
    if (prepared->scan != 0) {
        resume_hint_add(error, first_step(error), prepared->database.path);
    }
}

void write_error_held(const struct prepared_scan *prepared, int64_t wal_bytes,
                      struct error *error) {
    const char *path = prepared->database.path;

    error_set(error,
              "another program has been reading '%.150s' so long that its write-ahead "
              "log is %lld MB",
              path, (long long)(wal_bytes >> 20));
    resume_hint_add(error, "close that program and", path);
}
