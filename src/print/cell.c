/* SPDX-License-Identifier: MIT
 * Writes numbers and text safely. */
#include "print/cell.h"

#include <stdlib.h>

#include "base/text.h"

bool cell_is_number(sqlite3_stmt *row, int column) {
    int type = sqlite3_column_type(row, column);

    return type == SQLITE_INTEGER || type == SQLITE_FLOAT;
}

void cell_write(FILE *stream, sqlite3_stmt *row, int column, enum cell_style style) {
    const char *text;

    switch (sqlite3_column_type(row, column)) {
    case SQLITE_NULL:
        break;
    case SQLITE_FLOAT:
        fprintf(stream, style == CELL_EXACT ? "%.15g" : "%.4f",
                sqlite3_column_double(row, column));
        break;
    default:
        text = (const char *)sqlite3_column_text(row, column);
        text_write(stream, text_of_string(text == NULL ? "" : text));
    }
}

char *cell_text(sqlite3_stmt *row, int column) {
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);

    if (stream == NULL) {
        return NULL;
    }
    cell_write(stream, row, column, CELL_READABLE);
    if (fclose(stream) != 0) {
        free(text);
        return NULL;
    }
    return text;
}
