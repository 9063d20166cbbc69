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
    bool (*end)(void *state);                    /* likewise; frees the state */
};

/* Keys of the options that choose a form; a command's own keys begin at the last. */
enum { KEY_CSV = 256, KEY_JSON, KEY_MARKDOWN, KEY_PRINTER_END };

/* Rows of a command's option table. */
#define PRINTER_OPTIONS                                                                \
    {"csv", KEY_CSV, 0, 0, "Print CSV with a header line", 0},                         \
        {"json", KEY_JSON, 0, 0, "Print a JSON array of objects", 0}, {                \
        "markdown", KEY_MARKDOWN, 0, 0, "Print a Markdown table", 0                    \
    }

/* Sets *printer if the key is that of an option which chooses a form. */
bool printer_choose(int key, const struct printer **printer);

extern const struct printer printer_csv;
extern const struct printer printer_json;
extern const struct printer printer_markdown;
extern const struct printer printer_text;

#endif
