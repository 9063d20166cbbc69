/* SPDX-License-Identifier: MIT
 * One value of a report as text. */
#ifndef PRINT_CELL_H
#define PRINT_CELL_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>

/* How a cell is written. */
enum cell_style {
    CELL_EXACT,    /* numbers with all digits that SQLite gives */
    CELL_READABLE, /* numbers with four decimals, for people */
};

bool cell_is_number(sqlite3_stmt *row, int column);

/* Writes a value, text as text_write does; NULL is nothing. */
void cell_write(FILE *stream, sqlite3_stmt *row, int column, enum cell_style style);

/* The same, readable, as a text that the caller frees; NULL when out of memory. */
char *cell_text(sqlite3_stmt *row, int column);

#endif
