/* SPDX-License-Identifier: MIT
 * A form in which rows are written to standard output, and the options that choose it.
 */
#ifndef PRINT_PRINTER_H
#define PRINT_PRINTER_H

#include <sqlite3.h>
#include <stdbool.h>

/* Members are called in this order: begin, row for each row, end. `row` is the stepped
 * statement itself. Only text keeps rows until the end. */
struct printer {
    const char *name;                  /* the option's */
    void *(*begin)(sqlite3_stmt *row); /* returns the printer's own state, or NULL */
    bool (*row)(void *state, sqlite3_stmt *row); /* false when out of memory */
    void (*end)(void *state);
};

/* Keys of the options that choose a form; a command's own keys begin at the last. */
enum { KEY_CSV = 256, KEY_JSON, KEY_MARKDOWN, KEY_PRINTER_END };

/* The form that an option's key chooses; NULL if it is another option's. */
const struct printer *printer_of_key(int key);

extern const struct printer printer_csv;
extern const struct printer printer_json;
extern const struct printer printer_markdown;
extern const struct printer printer_text;

#endif
