/* SPDX-License-Identifier: MIT
 * Prints the rows of a statement. */
#ifndef PRINT_PRINT_ROWS_H
#define PRINT_PRINT_ROWS_H

#include <sqlite3.h>
#include <stdbool.h>

struct database;
struct error;
struct printer;

/* Steps the statement to its end; its parameters are bound. What a broken pipe or a
 * full disk swallows is an error, too. */
bool print_rows(struct database *database, sqlite3_stmt *rows,
                const struct printer *printer, struct error *error);

#endif
