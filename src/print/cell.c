/* SPDX-License-Identifier: MIT
 * A file's own types decide, so a text is one wherever a number was expected. */
#include "print/cell.h"

bool cell_is_number(sqlite3_stmt *row, int column) {
    int type = sqlite3_column_type(row, column);

    return type == SQLITE_INTEGER || type == SQLITE_FLOAT;
}

struct text_rest cell_text(sqlite3_stmt *row, int column) {
    const char *text = (const char *)sqlite3_column_text(row, column);

    return text == NULL
               ? text_of_string("")
               : (struct text_rest){text, text + sqlite3_column_bytes(row, column)};
}

static void write_blob(FILE *stream, sqlite3_stmt *row, int column) {
    const unsigned char *bytes = sqlite3_column_blob(row, column);
    int length = sqlite3_column_bytes(row, column);

    fputs("X'", stream);
    for (int i = 0; i < length; i++) {
        fprintf(stream, "%02X", bytes[i]);
    }
    fputc('\'', stream);
}

static void write_fraction(FILE *stream, sqlite3_stmt *row, int column,
                           enum cell_style style) {
    switch (style) {
    case CELL_EXACT:
        fprintf(stream, "%.15g", sqlite3_column_double(row, column));
        break;
    case CELL_STORED:
        text_write(stream, cell_text(row, column));
        break;
    case CELL_READABLE:
        fprintf(stream, "%.4f", sqlite3_column_double(row, column));
        break;
    }
}

void cell_write(FILE *stream, sqlite3_stmt *row, int column,
                const struct cell_form *form) {
    switch (sqlite3_column_type(row, column)) {
    case SQLITE_INTEGER:
        fprintf(stream, "%lld", (long long)sqlite3_column_int64(row, column));
        break;
    case SQLITE_FLOAT:
        write_fraction(stream, row, column, form->style);
        break;
    case SQLITE_TEXT:
        form->write_text(stream, cell_text(row, column));
        break;
    case SQLITE_BLOB:
        write_blob(stream, row, column);
        break;
    default:
        break;
    }
}
