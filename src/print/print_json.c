/* SPDX-License-Identifier: MIT
 * JSON: an array with one object a row, numbers as numbers, NULL as null. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "print/cell.h"
#include "print/escape.h"
#include "print/printer.h"

static void write_string(const char *text) {
    putchar('"');
    escape_json(stdout, text_of_string(text));
    putchar('"');
}

static void write_value(sqlite3_stmt *row, int column) {
    const char *text;

    if (sqlite3_column_type(row, column) == SQLITE_NULL ||
        (sqlite3_column_type(row, column) == SQLITE_FLOAT &&
         !isfinite(sqlite3_column_double(row, column)))) {
        fputs("null", stdout);
    } else if (cell_is_number(row, column)) {
        cell_write(stdout, row, column, CELL_EXACT);
    } else {
        text = (const char *)sqlite3_column_text(row, column);
        write_string(text == NULL ? "" : text);
    }
}

/* The state counts rows, for the commas. */
static void *begin(sqlite3_stmt *row) {
    (void)row;
    putchar('[');
    return calloc(1, sizeof(size_t));
}

static bool print_row(void *state, sqlite3_stmt *row) {
    size_t *rows = state;

    if (rows == NULL) {
        return false;
    }
    fputs(++*rows == 1 ? "\n  {" : ",\n  {", stdout);
    for (int i = 0; i < sqlite3_column_count(row); i++) {
        fputs(i == 0 ? "" : ", ", stdout);
        write_string(sqlite3_column_name(row, i));
        fputs(": ", stdout);
        write_value(row, i);
    }
    putchar('}');
    return true;
}

static bool end(void *state) {
    bool is_ok = state != NULL;

    fputs("\n]\n", stdout);
    free(state);
    return is_ok;
}

const struct printer printer_json = {
    .name = "json", .begin = begin, .row = print_row, .end = end};
