/* SPDX-License-Identifier: MIT
 * Writes numbers and text safely. */
#include "print/cell.h"

enum { DELETE_CHARACTER = 0x7f };

bool cell_is_number(sqlite3_stmt *row, int column) {
    int type = sqlite3_column_type(row, column);

    return type == SQLITE_INTEGER || type == SQLITE_FLOAT;
}

static void write_text(FILE *stream, const unsigned char *text) {
    for (; text != NULL && *text != '\0'; text++) {
        fputc(*text < ' ' || *text == DELETE_CHARACTER ? '?' : *text, stream);
    }
}

void cell_write(FILE *stream, sqlite3_stmt *row, int column, enum cell_style style) {
    switch (sqlite3_column_type(row, column)) {
    case SQLITE_NULL:
        break;
    case SQLITE_FLOAT:
        fprintf(stream, style == CELL_EXACT ? "%.15g" : "%.4f",
                sqlite3_column_double(row, column));
        break;
    default:
        write_text(stream, sqlite3_column_text(row, column));
    }
}
