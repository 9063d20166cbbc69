/* SPDX-License-Identifier: MIT
 * CSV (RFC 4180): a header line, quotes where needed. */
#include <stdio.h>

#include "print/cell.h"
#include "print/escape.h"
#include "print/printer.h"

static void *begin(sqlite3_stmt *row) {
    for (int i = 0; i < sqlite3_column_count(row); i++) {
        fputs(i == 0 ? "" : ",", stdout);
        escape_csv(stdout, text_of_string(sqlite3_column_name(row, i)));
    }
    putchar('\n');
    return NULL;
}

static bool print_row(void *state, sqlite3_stmt *row) {
    static const struct cell_form form = {CELL_STORED, escape_csv};

    (void)state;
    for (int i = 0; i < sqlite3_column_count(row); i++) {
        fputs(i == 0 ? "" : ",", stdout);
        cell_write(stdout, row, i, &form);
    }
    putchar('\n');
    return true;
}

const struct printer printer_csv = {.name = "csv", .begin = begin, .row = print_row};
