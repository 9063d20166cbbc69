/* SPDX-License-Identifier: MIT
 * Aligned columns for a terminal; it needs all rows to know their widths. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "print/cell.h"
#include "print/printer.h"

struct cell {
    char *text;
    bool is_number;
};

struct table {
    int columns;
    size_t count; /* cells, the head's included */
    size_t room;
    struct cell *cells;
};

static bool add_cell(struct table *table, char *text, bool is_number) {
    if (text != NULL && table->count == table->room) {
        size_t room = table->room == 0 ? 64 : table->room * 2;
        struct cell *cells = realloc(table->cells, room * sizeof(*cells));

        if (cells == NULL) {
            free(text);
            return false;
        }
        table->cells = cells;
        table->room = room;
    }
    if (text == NULL) {
        return false;
    }
    table->cells[table->count++] = (struct cell){text, is_number};
    return true;
}

static void *begin(sqlite3_stmt *row) {
    struct table *table = calloc(1, sizeof(*table));

    if (table == NULL) {
        return NULL;
    }
    table->columns = sqlite3_column_count(row);
    for (int i = 0; i < table->columns; i++) {
        if (!add_cell(table, strdup(sqlite3_column_name(row, i)), false)) {
            table->columns = 0; /* the first row, or the end, reports it */
            break;
        }
    }
    return table;
}

/* NULL when out of memory. */
static char *read_cell(sqlite3_stmt *row, int column) {
    static const struct cell_form form = {CELL_READABLE, text_write};
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);

    if (stream == NULL) {
        return NULL;
    }
    cell_write(stream, row, column, &form);
    if (fclose(stream) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

static bool add_row(void *state, sqlite3_stmt *row) {
    struct table *table = state;

    if (table == NULL || table->columns == 0) {
        return false;
    }
    for (int i = 0; i < table->columns; i++) {
        if (!add_cell(table, read_cell(row, i), cell_is_number(row, i))) {
            return false;
        }
    }
    return true;
}

static int width_of(const struct table *table, int column) {
    size_t width = 0;

    for (size_t i = (size_t)column; i < table->count; i += (size_t)table->columns) {
        size_t length = strlen(table->cells[i].text);

        width = length > width ? length : width;
    }
    return (int)width;
}

/* A head stands over its numbers as they do: to the right. */
static bool is_right(const struct table *table, size_t cell) {
    size_t below = cell + (size_t)table->columns;
    bool is_head = cell < (size_t)table->columns;

    return is_head ? below < table->count && table->cells[below].is_number
                   : table->cells[cell].is_number;
}

static void print_cell(const struct table *table, size_t cell, int width) {
    bool is_last = (cell + 1) % (size_t)table->columns == 0;
    const char *text = table->cells[cell].text;

    if (is_right(table, cell)) {
        printf("%*s", width, text);
    } else if (is_last) {
        fputs(text, stdout);
    } else {
        printf("%-*s", width, text);
    }
    fputs(is_last ? "\n" : "  ", stdout);
}

static bool print_table(const struct table *table) {
    int *widths = calloc((size_t)table->columns, sizeof(*widths));

    if (widths == NULL) {
        return false;
    }
    for (int i = 0; i < table->columns; i++) {
        widths[i] = width_of(table, i);
    }
    for (size_t i = 0; i < table->count; i++) {
        print_cell(table, i, widths[i % (size_t)table->columns]);
    }
    free(widths);
    return true;
}

static bool end(void *state) {
    struct table *table = state;

    if (table == NULL) {
        return false;
    }
    bool is_ok = table->columns > 0 && print_table(table);
    for (size_t i = 0; i < table->count; i++) {
        free(table->cells[i].text);
    }
    free(table->cells);
    free(table);
    return is_ok;
}

const struct printer printer_text = {
    .name = "text", .begin = begin, .row = add_row, .end = end};
