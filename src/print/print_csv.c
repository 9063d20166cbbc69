/* SPDX-License-Identifier: MIT
 * CSV (RFC 4180): a header line, quotes where needed. */
#include <stdio.h>
#include <string.h>

#include "print/printer.h"

static void write_field(const char *text) {
    if (strpbrk(text, ",\"\r\n") == NULL) {
        fputs(text, stdout);
        return;
    }
    putchar('"');
    for (; *text != '\0'; text++) {
        if (*text == '"') {
            putchar('"');
        }
        putchar(*text);
    }
    putchar('"');
}

static void *begin(sqlite3_stmt *row) {
    for (int i = 0; i < sqlite3_column_count(row); i++) {
        fputs(i == 0 ? "" : ",", stdout);
        write_field(sqlite3_column_name(row, i));
    }
    putchar('\n');
    return NULL;
}

static bool print_row(void *state, sqlite3_stmt *row) {
    (void)state;
    for (int i = 0; i < sqlite3_column_count(row); i++) {
        const char *text = (const char *)sqlite3_column_text(row, i);

        fputs(i == 0 ? "" : ",", stdout);
        write_field(text == NULL ? "" : text);
    }
    putchar('\n');
    return true;
}

const struct printer printer_csv = {.name = "csv", .begin = begin, .row = print_row};
