/* SPDX-License-Identifier: MIT
 * SQLite writes on at the log's begin once no reader needs what is there. Each commit
 * tries that without waiting, which is enough unless somebody always reads: then the
 * attempts here wait, and readers that come meanwhile do not lengthen the wait, since
 * all is in the file by then and they need nothing of the log. */
#include "warehouse/wal_guard.h"

#include <sys/stat.h>

#include "base/clock.h"
#include "warehouse/database.h"

enum { PRIMARY_CODE = 0xff }; /* of an extended result code */

/* 0 if there is none. */
static int64_t file_bytes(const struct database *database) {
    const char *path =
        sqlite3_filename_wal(sqlite3_db_filename(database->sqlite, NULL));
    struct stat status;

    return stat(path, &status) == 0 ? status.st_size : 0;
}

static int empty(const struct wal_guard *guard, struct database *database) {
    sqlite3_busy_timeout(database->sqlite, (int)guard->limits.attempt_ms);
    int status = sqlite3_wal_checkpoint_v2(database->sqlite, NULL,
                                           SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    sqlite3_busy_timeout(database->sqlite, DATABASE_BUSY_WAIT_MS);
    return status & PRIMARY_CODE;
}

static enum wal_state note_held(struct wal_guard *guard) {
    uint64_t now_ns = clock_monotonic_ns();

    if (guard->held_since_ns == 0) {
        guard->held_since_ns = now_ns;
    }
    return now_ns - guard->held_since_ns <
                   (uint64_t)guard->limits.patience_ms * NS_PER_MS
               ? WAL_HELD
               : WAL_HELD_TOO_LONG;
}

enum wal_state wal_guard_look(struct wal_guard *guard, struct database *database,
                              struct error *error) {
    guard->bytes = file_bytes(database);
    if (guard->limits.bytes == 0 || guard->bytes <= guard->limits.bytes) {
        guard->held_since_ns = 0;
        return WAL_BOUNDED;
    }
    switch (empty(guard, database)) {
    case SQLITE_OK:
        guard->held_since_ns = 0;
        return WAL_BOUNDED;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return note_held(guard);
    default:
        database_failed(database, "write", error);
        return WAL_FAILED;
    }
}
