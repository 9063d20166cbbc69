/* SPDX-License-Identifier: MIT
 * Only a disk that is full is told apart: what else goes wrong, SQLite's text names. */
#include "scan/write_error.h"

#include <sqlite3.h>
#include <string.h>

#include "base/error.h"
#include "scan/prepared_scan.h"

static const char *first_step(const struct error *error) {
    bool is_full = strstr(error->text, sqlite3_errstr(SQLITE_FULL)) != NULL;

    return is_full ? "free space and" : "mend that and";
}

void write_error_add_remedy(const struct prepared_scan *prepared, struct error *error) {
    const struct error cause = *error;

    if (prepared->scan != 0) {
        error_set(error, "%.300s; %s go on with liveness scan --resume %s", cause.text,
                  first_step(&cause), prepared->database.path);
    }
}

void write_error_held(const struct prepared_scan *prepared, int64_t wal_bytes,
                      struct error *error) {
    const char *path = prepared->database.path;

    error_set(error,
              "another program has been reading '%.150s' so long that its write-ahead "
              "log is %lld MB; close that program and go on with liveness scan "
              "--resume %.150s",
              path, (long long)(wal_bytes >> 20), path);
}
