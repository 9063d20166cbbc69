/* SPDX-License-Identifier: MIT
 * Rows in memory that an SQL statement reads like a table: one statement over many rows
 * costs half of what one statement a row does. */
#ifndef WAREHOUSE_ROW_SOURCE_H
#define WAREHOUSE_ROW_SOURCE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sql_text;

/* May change between statements, not while one runs. */
struct row_source {
    const void *rows;
    size_t count;
    /* The value of a column, from 0, of a row; false for NULL. */
    bool (*value)(const void *rows, size_t row, int column, int64_t *value);
};

/* Lets statements read `source`, which stays where it is until the connection is
 * closed, as the table that `declaration` names: the text of a CREATE TABLE. Returns a
 * result code of SQLite's. */
int row_source_register(sqlite3 *sqlite, const struct sql_text *declaration,
                        const struct row_source *source);

#endif
