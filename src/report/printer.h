/* SPDX-License-Identifier: MIT
 * A form in which a report's rows are written to standard output. */
#ifndef REPORT_PRINTER_H
#define REPORT_PRINTER_H

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

extern const struct printer printer_csv;
extern const struct printer printer_json;
extern const struct printer printer_markdown;
extern const struct printer printer_text;

#endif
