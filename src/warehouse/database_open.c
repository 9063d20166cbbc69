/* SPDX-License-Identifier: MIT
 * Makes, opens and closes results files. One that is opened may have been made by
 * anybody: it is looked at before SQLite reads it, then compared with the schema of its
 * version, and none of what it could run is ever run. */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "warehouse/database.h"
#include "warehouse/file_header.h"
#include "warehouse/fold_log.h"
#include "warehouse/schema.h"
#include "warehouse/small_tables.h"
#include "warehouse/sql_limits.h"

enum { COPIED_PAGES = 1024 };         /* between two looks at the clock */
enum { APPLICATION_ID = 0x4c495645 }; /* 'LIVE'; sql/statements/configure.sql sets it */

static bool register_rows(struct database *database, struct error *error) {
    static const enum statement declarations[ROWS_COUNT] = {
        [ROWS_ARRIVED_REPLY] = STATEMENT_ROWS_ARRIVED_REPLY,
        [ROWS_FOLDED_BLOCK] = STATEMENT_ROWS_FOLDED_BLOCK,
        [ROWS_FOLDED_HOST] = STATEMENT_ROWS_FOLDED_HOST,
        [ROWS_SEALED_OTHER] = STATEMENT_ROWS_SEALED_OTHER,
        [ROWS_SEALED_REPLY] = STATEMENT_ROWS_SEALED_REPLY,
        [ROWS_TARGET_RANGE] = STATEMENT_ROWS_TARGET_RANGE,
    };
    int status = SQLITE_OK;

    for (int i = 0; status == SQLITE_OK && i < ROWS_COUNT; i++) {
        status = row_source_register(database->sqlite,
                                     database_statement_text(declarations[i]),
                                     &database->rows[i]);
    }
    return status == SQLITE_OK || error_set(error, "cannot open '%s': %s",
                                            database->path, sqlite3_errstr(status));
}

static void forget_statements(struct database *database) {
    for (int i = 0; i < STATEMENT_COUNT; i++) {
        sqlite3_finalize(database->statements[i]);
        database->statements[i] = NULL;
    }
}

static void close_connection(struct database *database) {
    forget_statements(database);
    sqlite3_close(database->sqlite);
    database->sqlite = NULL;
}

/* One thread at a time uses a connection, so it needs no mutex. `name` is the path, or
 * another that SQLite knows. */
static bool connect(struct database *database, const char *name, int flags,
                    struct error *error) {
    flags |= SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX;
    bool is_open =
        (sqlite3_open_v2(name, &database->sqlite, flags, NULL) == SQLITE_OK &&
         sql_limits_defend(database->sqlite)) ||
        database_failed(database, "open", error);

    if (!is_open || !register_rows(database, error)) {
        close_connection(database);
        return false;
    }
    sqlite3_busy_timeout(database->sqlite, DATABASE_BUSY_WAIT_MS);
    return true;
}

/* Closes the database unless all is well; returns is_ok. */
static bool keep_if(bool is_ok, struct database *database) {
    if (!is_ok) {
        close_connection(database);
        file_lock_release(&database->lock);
    }
    return is_ok;
}

/* The last one to close a file otherwise folds its write-ahead log into it. */
static bool leave_log(struct database *database, bool is_left, struct error *error) {
    return sqlite3_db_config(database->sqlite, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE,
                             (int)is_left, NULL) == SQLITE_OK ||
           database_failed(database, "open", error);
}

/* Making. */

static bool set_up(struct database *database, struct error *error) {
    return database_run(database, STATEMENT_CONFIGURE, error) &&
           schema_migrate(database, 0, error);
}

/* Leaves what was there before: nothing, or an empty file. */
static void undo_create(const char *path, bool existed) {
    static const char *const suffixes[] = {"-journal", "-shm", "-wal"};
    char name[PATH_MAX + sizeof("-journal")];

    for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
        snprintf(name, sizeof(name), "%s%s", path, suffixes[i]);
        unlink(name);
    }
    if (!existed) {
        unlink(path);
    } else if (truncate(path, 0) < 0) {
        return; /* it says of itself that it is no results file */
    }
}

static bool is_empty(const char *path, struct error *error) {
    struct stat status;

    return (stat(path, &status) == 0 && status.st_size == 0) ||
           error_set(error, "'%s' exists and is not empty", path);
}

bool database_create(const char *path, struct database *database, struct error *error) {
    bool existed = access(path, F_OK) == 0;

    *database = (struct database){.path = path};
    if (!file_lock_take(&database->lock, path, true, error)) {
        return false;
    }
    bool is_new = is_empty(path, error);
    if (is_new && connect(database, path, SQLITE_OPEN_READWRITE, error) &&
        set_up(database, error)) {
        return true;
    }
    close_connection(database);
    if (is_new) {
        undo_create(path, existed);
    }
    file_lock_release(&database->lock);
    return false;
}

bool database_create_temporary(struct database *database, const char *path,
                               struct error *error) {
    *database = (struct database){.path = path};
    return connect(database, "", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error) &&
           keep_if(set_up(database, error), database);
}

bool database_open_in_memory(struct database *database, struct error *error) {
    static const char name[] = ":memory:";

    *database = (struct database){.path = name};
    return connect(database, name, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error);
}

/* What a file says of itself. */

/* Who only reads may not undo what was left half written. */
static bool not_identified(struct database *database, struct error *error) {
    int status = sqlite3_extended_errcode(database->sqlite);

    return status == SQLITE_READONLY_ROLLBACK || status == SQLITE_READONLY_RECOVERY
               ? error_set(error,
                           "'%s' was broken off in the middle of a write; liveness "
                           "seal puts it in order",
                           database->path)
               : database_failed(database, "read", error);
}

static bool is_known(const struct database *database, int version,
                     struct error *error) {
    if (version > schema_newest()) {
        return error_set(error,
                         "'%s' was made by a newer liveness: it has schema version %d, "
                         "and this one reads versions up to %d",
                         database->path, version, schema_newest());
    }
    return version >= SCHEMA_OLDEST ||
           error_set(error, "'%s' has schema version %d, this program knows %d to %d",
                     database->path, version, SCHEMA_OLDEST, schema_newest());
}

static bool read_identity(struct database *database, int *version,
                          struct error *error) {
    struct error ignored;
    sqlite3_stmt *statement =
        database_statement(database, STATEMENT_READ_IDENTITY, error);

    if (statement == NULL || sqlite3_step(statement) != SQLITE_ROW) {
        return not_identified(database, error);
    }
    int application = sqlite3_column_int(statement, 0);
    *version = sqlite3_column_int(statement, 1);
    sqlite3_reset(statement);
    if (*version == 0 && (application == APPLICATION_ID ||
                          (application == 0 && is_empty(database->path, &ignored)))) {
        return error_set(
            error,
            "'%s' holds no scan: it was not made to its end; remove it, and "
            "scan anew",
            database->path);
    }
    if (application != APPLICATION_ID) {
        return error_set(error, "'%s' is not a results file of liveness",
                         database->path);
    }
    return is_known(database, *version, error);
}

/* Whether what is read next was made by us; what comes of it is bounded in time. */
static bool is_as_made(struct database *database, int *version, struct error *error) {
    time_budget_watch(&database->budget, database->sqlite);
    return database_run(database, STATEMENT_CHECK_CELLS, error) &&
           read_identity(database, version, error) &&
           schema_check(database, *version, error);
}

/* Writing. */

static bool take_to_write(const char *path, struct database *database,
                          struct error *error) {
    struct file_header header;

    *database = (struct database){.path = path};
    if (!file_header_read(&header, path, FILE_TO_WRITE, error) ||
        !file_lock_take(&database->lock, path, false, error)) {
        return false;
    }
    database->pages = header.pages;
    time_budget_begin(&database->budget, header.bytes);
    return true;
}

/* From here on the file is one's own, and work on it takes as long as it takes. */
static bool trust(struct database *database, struct error *error) {
    time_budget_end(&database->budget);
    sqlite3_progress_handler(database->sqlite, 0, NULL, NULL);
    return leave_log(database, false, error);
}

static bool open_to_write(struct database *database, struct error *error) {
    int version;

    return connect(database, database->path, SQLITE_OPEN_READWRITE, error) &&
           leave_log(database, true, error) && is_as_made(database, &version, error) &&
           (version == schema_newest() || schema_migrate(database, version, error)) &&
           small_tables_check(database, error) && trust(database, error);
}

bool database_reopen(const char *path, struct database *database, struct error *error) {
    return take_to_write(path, database, error) &&
           keep_if(open_to_write(database, error), database);
}

/* Reading. */

/* SQLite would leave a log beside a file that can have one, and has none: who asks it
 * not to look for one gets none. */
static bool connect_quietly(struct database *database, struct error *error) {
    char *name = sqlite3_malloc((int)strlen(database->path) * 3 + 32);

    if (name == NULL) {
        return error_set(error, "out of memory for '%s'", database->path);
    }
    char *at = name + sprintf(name, "file:");
    for (const char *byte = database->path; *byte != '\0'; byte++) {
        at +=
            sprintf(at, isalnum((unsigned char)*byte) || *byte == '/' ? "%c" : "%%%02x",
                    (unsigned char)*byte);
    }
    sprintf(at, "?immutable=1");
    bool is_ok = connect(database, name, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, error);
    sqlite3_free(name);
    return is_ok;
}

/* A file of any known version. */
static bool open_to_read(const char *path, enum file_purpose purpose, int flags,
                         struct database *database, int *version, struct error *error) {
    struct file_header header;

    *database = (struct database){.path = path};
    if (!file_header_read(&header, path, purpose, error) ||
        !(header.is_left_alone ? connect_quietly(database, error)
                               : connect(database, path, flags, error))) {
        return false;
    }
    database->pages = header.pages;
    time_budget_begin(&database->budget, header.bytes);
    return keep_if(leave_log(database, true, error) &&
                       is_as_made(database, version, error),
                   database);
}

bool database_look(const char *path, struct database *database, struct error *error) {
    int version;

    return open_to_read(path, FILE_TO_WRITE, SQLITE_OPEN_READONLY, database, &version,
                        error);
}

/* Pages are copied; no SQL is run. */
static bool copy_pages(sqlite3 *from, struct database *copy, struct error *error) {
    sqlite3_backup *backup = sqlite3_backup_init(copy->sqlite, "main", from, "main");
    int status = SQLITE_OK;

    if (backup == NULL) {
        return database_failed(copy, "copy", error);
    }
    while (status == SQLITE_OK && !time_budget_is_over(&copy->budget)) {
        status = sqlite3_backup_step(backup, COPIED_PAGES);
    }
    int ended = sqlite3_backup_finish(backup);
    if (time_budget_is_over(&copy->budget)) {
        return database_failed(copy, "copy", error);
    }
    return (status == SQLITE_DONE && ended == SQLITE_OK) ||
           error_set(error, "cannot copy '%s': %s", copy->path, sqlite3_errstr(status));
}

/* Goes on with a copy of the file, in a temporary file without a name, which becomes
 * one of this version. */
static bool migrate_copy(struct database *database, int version, struct error *error) {
    sqlite3 *original = database->sqlite;

    forget_statements(database);
    database->sqlite = NULL;
    bool is_copied =
        connect(database, "", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error) &&
        copy_pages(original, database, error);
    sqlite3_close(original);
    if (!is_copied) {
        return false;
    }
    time_budget_watch(&database->budget, database->sqlite);
    return schema_migrate(database, version, error) && fold_log(database, error);
}

static bool make_ready(struct database *database, int version, struct error *error) {
    return (version == schema_newest() || migrate_copy(database, version, error)) &&
           schema_make_temporary_views(database, error) &&
           (sql_limits_only_read(database->sqlite) ||
            database_failed(database, "open", error));
}

static bool open_this_version(const char *path, int flags, struct database *database,
                              struct error *error) {
    int version;

    return open_to_read(path, FILE_TO_READ, flags, database, &version, error) &&
           keep_if(make_ready(database, version, error), database);
}

bool database_open(const char *path, struct database *database, struct error *error) {
    return open_this_version(path, SQLITE_OPEN_READONLY, database, error) &&
           keep_if(small_tables_check(database, error), database);
}

bool database_open_to_check(const char *path, struct database *database,
                            struct error *error) {
    return open_this_version(path, SQLITE_OPEN_READWRITE, database, error);
}

void database_close(struct database *database) {
    close_connection(database);
    file_lock_release(&database->lock);
}

void database_discard(struct database *database) {
    const char *path = database->path;

    sqlite3_db_config(database->sqlite, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    undo_create(path, false);
    database_close(database);
}
