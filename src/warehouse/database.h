/* SPDX-License-Identifier: MIT
 * A results file as an SQLite connection with named, prepared statements. */
#ifndef WAREHOUSE_DATABASE_H
#define WAREHOUSE_DATABASE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "statement.h"
#include "warehouse/file_lock.h"
#include "warehouse/row_source.h"
#include "warehouse/time_budget.h"

struct error;
struct sql_text;

/* Tables of rows in memory that statements can read. */
enum {
    ROWS_ARRIVED_REPLY,
    ROWS_FOLDED_BLOCK,
    ROWS_FOLDED_HOST,
    ROWS_SEALED_OTHER,
    ROWS_SEALED_REPLY,
    ROWS_TARGET_RANGE,
    ROWS_COUNT,
};

/* How long a statement waits for another program's lock. */
enum { DATABASE_BUSY_WAIT_MS = 10000 };

/* Stays where it is while open. */
struct database {
    sqlite3 *sqlite;
    struct row_source rows[ROWS_COUNT]; /* empty unless filled by who uses them */
    const char *path;                   /* the caller's */
    struct file_lock lock;              /* if it was opened to write */
    struct time_budget budget;          /* else, and until it is known to be ours */
    int64_t pages;                      /* when it was opened, or a few more */
    sqlite3_stmt *statements[STATEMENT_COUNT]; /* prepared when first used */
};

/* Makes a new results file where nothing is yet, or an empty file: schema, views,
 * settings. Whatever fails later, the caller closes it. On failure nothing is left
 * open, and what is at the path is what was there before. This and database_reopen hold
 * the file's lock until database_close. */
bool database_create(const char *path, struct database *database, struct error *error);

/* Makes an empty results file without a name, in a temporary file that goes when it is
 * closed; `path` is what errors call it. */
bool database_create_temporary(struct database *database, const char *path,
                               struct error *error);

/* Opens a database in memory, without tables. */
bool database_open_in_memory(struct database *database, struct error *error);

/* What opens a file refuses it unless its schema is that of its version, and runs
 * nothing that is stored in it. */

/* Opens a results file to add to it; one of an older version becomes one of this. */
bool database_reopen(const char *path, struct database *database, struct error *error);

/* Opens a results file of any known version, to read its tables. */
bool database_look(const char *path, struct database *database, struct error *error);

/* Opens a results file to read it, for a bounded time. The views used are this
 * program's own; a file of an older version is copied to a temporary one, which is
 * brought up to date. */
bool database_open(const char *path, struct database *database, struct error *error);

/* The same for who checks it: SQLite knows CHECK constraints only where it may write.
 * The caller writes no more than temporary tables; a protected file is opened to read.
 */
bool database_open_to_check(const char *path, struct database *database,
                            struct error *error);

/* The stack that SQLite may need to check the tables of a file that was opened: it
 * calls itself for each level of a tree, and a tree can be made as deep as there are
 * pages. */
size_t database_tree_stack(const struct database *database);

void database_close(struct database *database);

/* Closes a file that database_create has just made, and removes it. */
void database_discard(struct database *database);

/* Folds the write-ahead log into the file, so that it is one file and opens on
 * read-only media. While another program has the file open that cannot be done: then
 * it is said, unless quiet, and the file is sound but stays in WAL mode. */
bool database_leave_wal(struct database *database, bool is_quiet, struct error *error);

/* Runs a statement's text, whatever number of commands it has, ignoring rows. */
bool database_run(struct database *database, enum statement statement,
                  struct error *error);

/* Ends a write transaction: commits it, or undoes it if not all went well. Returns
 * whether it is committed; when undone, *error is left as it is. */
bool database_end(struct database *database, bool is_ok, struct error *error);

/* The prepared statement, reset and without parameters; NULL on failure. */
sqlite3_stmt *database_statement(struct database *database, enum statement statement,
                                 struct error *error);

/* Its name and text, for who prepares it anew. */
const struct sql_text *database_statement_text(enum statement statement);

/* Steps a statement that yields no row, and resets it. */
bool database_step(struct database *database, sqlite3_stmt *statement,
                   struct error *error);

/* Sets *error from the connection's last failure. Returns false. */
bool database_failed(struct database *database, const char *doing, struct error *error);

/* Binds by name; a name that the statement does not have is a defect of the program.
 * Texts and blobs are not copied, which could fail: they stay until it has stepped. */
void bind_integer(sqlite3_stmt *statement, const char *name, int64_t value);
void bind_real(sqlite3_stmt *statement, const char *name, double value);
void bind_text(sqlite3_stmt *statement, const char *name, const char *value);
void bind_blob(sqlite3_stmt *statement, const char *name, const void *bytes,
               size_t length);

#endif
