/* SPDX-License-Identifier: MIT
 * Opens, prepares, binds and steps: all that is generic about SQLite here. */
#include "warehouse/database.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "warehouse/sql_text.h"

/* These need struct sql_text. */
#include "schema.sql.h"
#include "statement.sql.h"
#include "temporary_view.sql.h"
#include "view.sql.h"

enum { APPLICATION_ID = 0x4c495645 }; /* 'LIVE'; sql/statements/configure.sql sets it */
enum { SCHEMA_OLDEST = 5 };           /* that was ever released */
enum { LEAVE_WAIT_MS = 1000 };
enum { PRIMARY_CODE = 0xff }; /* of an extended result code */

bool database_failed(struct database *database, const char *doing,
                     struct error *error) {
    return error_set(error, "cannot %s '%s': %s", doing, database->path,
                     sqlite3_errmsg(database->sqlite));
}

static bool execute(struct database *database, const char *text, const char *doing,
                    struct error *error) {
    return sqlite3_exec(database->sqlite, text, NULL, NULL, NULL) == SQLITE_OK ||
           database_failed(database, doing, error);
}

static bool execute_all(struct database *database, const struct sql_text *texts,
                        size_t count, struct error *error) {
    bool is_ok = true;

    for (size_t i = 0; is_ok && i < count; i++) {
        is_ok = execute(database, texts[i].text, "set up", error);
    }
    return is_ok;
}

/* In one transaction, from a file of that schema version; 0 for an empty file. */
static bool migrate(struct database *database, int version, struct error *error) {
    return database_run(database, STATEMENT_BEGIN, error) &&
           execute_all(database, &schema_sql[version], (size_t)(SCHEMA_COUNT - version),
                       error) &&
           execute_all(database, view_sql, VIEW_COUNT, error) &&
           database_run(database, STATEMENT_COMMIT, error);
}

static bool set_up(struct database *database, struct error *error) {
    return database_run(database, STATEMENT_CONFIGURE, error) &&
           migrate(database, 0, error);
}

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
        status = row_source_register(database->sqlite, &statement_sql[declarations[i]],
                                     &database->rows[i]);
    }
    return status == SQLITE_OK || error_set(error, "cannot open '%s': %s",
                                            database->path, sqlite3_errstr(status));
}

static void close_connection(struct database *database) {
    for (int i = 0; i < STATEMENT_COUNT; i++) {
        sqlite3_finalize(database->statements[i]);
        database->statements[i] = NULL;
    }
    sqlite3_close(database->sqlite);
    database->sqlite = NULL;
}

/* One thread at a time uses a connection, so it needs no mutex. */
static bool open_file(struct database *database, int flags, struct error *error) {
    flags |= SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX;
    bool is_ok =
        sqlite3_open_v2(database->path, &database->sqlite, flags, NULL) == SQLITE_OK
            ? register_rows(database, error)
            : database_failed(database, "open", error);

    if (!is_ok) {
        close_connection(database);
        return false;
    }
    sqlite3_busy_timeout(database->sqlite, DATABASE_BUSY_WAIT_MS);
    return true;
}

static bool open_to_read(const char *path, int flags, struct database *database,
                         struct error *error) {
    *database = (struct database){.path = path};
    if (access(path, R_OK) < 0) {
        return file_cannot_open(path, errno, error);
    }
    return open_file(database, flags, error);
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
    if (is_new && open_file(database, SQLITE_OPEN_READWRITE, error) &&
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

static bool read_identity(struct database *database, int *version,
                          struct error *error) {
    sqlite3_stmt *statement =
        database_statement(database, STATEMENT_READ_IDENTITY, error);

    if (statement == NULL || sqlite3_step(statement) != SQLITE_ROW) {
        return not_identified(database, error);
    }
    int application = sqlite3_column_int(statement, 0);
    *version = sqlite3_column_int(statement, 1);
    sqlite3_reset(statement);
    if (*version == 0 && (application == APPLICATION_ID ||
                          (application == 0 && is_empty(database->path, error)))) {
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
    return (*version >= SCHEMA_OLDEST && *version <= SCHEMA_COUNT) ||
           error_set(error, "'%s' has schema version %d, this program knows %d to %d",
                     database->path, *version, SCHEMA_OLDEST, SCHEMA_COUNT);
}

static bool check_identity(struct database *database, struct error *error) {
    int version;

    return read_identity(database, &version, error) &&
           (version == SCHEMA_COUNT ||
            error_set(error,
                      "'%s' was made by an older version; liveness seal brings it up "
                      "to date",
                      database->path));
}

static bool bring_up_to_date(struct database *database, struct error *error) {
    int version;

    return read_identity(database, &version, error) &&
           (version == SCHEMA_COUNT || migrate(database, version, error));
}

/* Closes the database unless all is well; returns is_ok. */
static bool keep_if(bool is_ok, struct database *database) {
    if (!is_ok) {
        database_close(database);
    }
    return is_ok;
}

bool database_reopen(const char *path, struct database *database, struct error *error) {
    *database = (struct database){.path = path};
    return file_lock_take(&database->lock, path, false, error) &&
           keep_if(open_file(database, SQLITE_OPEN_READWRITE, error) &&
                       bring_up_to_date(database, error),
                   database);
}

bool database_look(const char *path, struct database *database, struct error *error) {
    int version;

    return open_to_read(path, SQLITE_OPEN_READONLY, database, error) &&
           keep_if(read_identity(database, &version, error), database);
}

static bool open_this_version(const char *path, int flags, struct database *database,
                              struct error *error) {
    return open_to_read(path, flags, database, error) &&
           keep_if(check_identity(database, error) &&
                       execute_all(database, temporary_view_sql, TEMPORARY_VIEW_COUNT,
                                   error),
                   database);
}

bool database_open(const char *path, struct database *database, struct error *error) {
    return open_this_version(path, SQLITE_OPEN_READONLY, database, error);
}

/* The last one to close a file otherwise folds its write-ahead log into it. */
bool database_open_to_check(const char *path, struct database *database,
                            struct error *error) {
    return open_this_version(path, SQLITE_OPEN_READWRITE, database, error) &&
           keep_if(sqlite3_db_config(database->sqlite, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE,
                                     1, NULL) == SQLITE_OK ||
                       database_failed(database, "open", error),
                   database);
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

bool database_run(struct database *database, enum statement statement,
                  struct error *error) {
    return execute(database, statement_sql[statement].text, "write", error);
}

bool database_end(struct database *database, bool is_ok, struct error *error) {
    struct error ignored; /* SQLite may have undone it by itself */
    bool is_committed = is_ok && database_run(database, STATEMENT_COMMIT, error);

    if (!is_committed) {
        database_run(database, STATEMENT_ROLLBACK, &ignored);
    }
    return is_committed;
}

bool database_leave_wal(struct database *database, bool is_quiet, struct error *error) {
    const char *text = statement_sql[STATEMENT_LEAVE_WAL].text;

    sqlite3_busy_timeout(database->sqlite, LEAVE_WAIT_MS);
    int status = sqlite3_exec(database->sqlite, text, NULL, NULL, NULL) & PRIMARY_CODE;
    sqlite3_busy_timeout(database->sqlite, DATABASE_BUSY_WAIT_MS);
    bool is_in_use = status == SQLITE_BUSY || status == SQLITE_LOCKED;
    if (is_in_use && !is_quiet) {
        fprintf(stderr,
                "'%s' is open in another program: its -wal file belongs to it until "
                "that program closes it\n",
                database->path);
    }
    return status == SQLITE_OK || is_in_use ||
           database_failed(database, "write", error);
}

sqlite3_stmt *database_statement(struct database *database, enum statement statement,
                                 struct error *error) {
    sqlite3_stmt **prepared = &database->statements[statement];

    if (*prepared == NULL &&
        sqlite3_prepare_v3(database->sqlite, statement_sql[statement].text, -1,
                           SQLITE_PREPARE_PERSISTENT, prepared, NULL) != SQLITE_OK) {
        database_failed(database, statement_sql[statement].name, error);
        return NULL;
    }
    sqlite3_reset(*prepared);
    sqlite3_clear_bindings(*prepared);
    return *prepared;
}

const char *database_statement_text(enum statement statement) {
    return statement_sql[statement].text;
}

bool database_step(struct database *database, sqlite3_stmt *statement,
                   struct error *error) {
    int status = sqlite3_step(statement);

    sqlite3_reset(statement);
    return status == SQLITE_DONE || database_failed(database, "write", error);
}

static int parameter(sqlite3_stmt *statement, const char *name) {
    int index = sqlite3_bind_parameter_index(statement, name);

    assert(index > 0);
    return index;
}

void bind_integer(sqlite3_stmt *statement, const char *name, int64_t value) {
    sqlite3_bind_int64(statement, parameter(statement, name), value);
}

void bind_real(sqlite3_stmt *statement, const char *name, double value) {
    sqlite3_bind_double(statement, parameter(statement, name), value);
}

void bind_text(sqlite3_stmt *statement, const char *name, const char *value) {
    sqlite3_bind_text(statement, parameter(statement, name), value, -1, SQLITE_STATIC);
}

void bind_blob(sqlite3_stmt *statement, const char *name, const void *bytes,
               size_t length) {
    sqlite3_bind_blob64(statement, parameter(statement, name), bytes, length,
                        SQLITE_STATIC);
}
