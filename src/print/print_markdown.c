/* SPDX-License-Identifier: MIT
 * A Markdown table (GitHub's), numbers right-aligned as far as the first row tells. */
#include <stdio.h>
#include <stdlib.h>

#include "print/cell.h"
#include "print/escape.h"
#include "print/printer.h"

static void print_rule(sqlite3_stmt *row) {
    for (int i = 0; i < sqlite3_column_count(row); i++) {
        fputs(cell_is_number(row, i) ? "| ---: " : "| --- ", stdout);
    }
    puts("|");
}

static void *begin(sqlite3_stmt *row) {
    for (int i = 0; i < sqlite3_column_count(row); i++) {
        printf("| %s ", sqlite3_column_name(row, i));
    }
    puts("|");
    return calloc(1, sizeof(bool)); /* whether the rule below the head is printed */
}

static bool print_row(void *state, sqlite3_stmt *row) {
    static const struct cell_form form = {CELL_READABLE, escape_markdown};
    bool *has_rule = state;

    if (has_rule == NULL) {
        return false;
    }
    if (!*has_rule) {
        print_rule(row);
        *has_rule = true;
    }
    for (int i = 0; i < sqlite3_column_count(row); i++) {
        fputs("| ", stdout);
        cell_write(stdout, row, i, &form);
        putchar(' ');
    }
    puts("|");
    return true;
}

static bool end(void *state) {
    bool is_ok = state != NULL;

    free(state);
    return is_ok;
}

const struct printer printer_markdown = {
    .name = "markdown", .begin = begin, .row = print_row, .end = end};
