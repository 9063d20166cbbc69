/* SPDX-License-Identifier: MIT
 * One value of a report, in a form. */
#ifndef PRINT_CELL_H
#define PRINT_CELL_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/text.h"

/* How a number with a fraction is written. */
enum cell_style {
    CELL_EXACT,    /* with all digits that SQLite gives */
    CELL_STORED,   /* the same, as SQLite's shell writes it */
    CELL_READABLE, /* with four decimals, for people */
};

struct cell_form {
    enum cell_style style;
    void (*write_text)(FILE *stream, struct text_rest text);
};

bool cell_is_number(sqlite3_stmt *row, int column);

/* With all its NULs; empty if it is NULL, or for want of memory. */
struct text_rest cell_text(sqlite3_stmt *row, int column);

/* Writes a value. NULL is nothing, and a blob X'61FF', as in SQL, in every form: there
 * is nothing in it to quote or escape. */
void cell_write(FILE *stream, sqlite3_stmt *row, int column,
                const struct cell_form *form);

#endif
