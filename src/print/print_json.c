/* SPDX-License-Identifier: MIT
 * JSON: an array with one object a row, numbers as numbers, NULL as null. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "print/cell.h"
#include "print/escape.h"
#include "print/printer.h"

static void write_name(sqlite3_stmt *row, int column) {
    putchar('"');
    escape_json(stdout, text_of_string(sqlite3_column_name(row, column)));
    putchar('"');
}

/* JSON has no number for what is infinite. */
static bool is_null(sqlite3_stmt *row, int column) {
    int type = sqlite3_column_type(row, column);

    return type == SQLITE_NULL ||
           (type == SQLITE_FLOAT && !isfinite(sqlite3_column_double(row, column)));
}

static void write_value(sqlite3_stmt *row, int column) {
    static const struct cell_form form = {CELL_EXACT, escape_json};
    const char *quote = cell_is_number(row, column) ? "" : "\"";

    if (is_null(row, column)) {
        fputs("null", stdout);
        return;
    }
    fputs(quote, stdout);
    cell_write(stdout, row, column, &form);
    fputs(quote, stdout);
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
        write_name(row, i);
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
