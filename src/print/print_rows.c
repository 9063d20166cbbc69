/* SPDX-License-Identifier: MIT
 * Feeds a statement's rows to a printer, and knows the printers by their options. */
#include "print/print_rows.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "print/printer.h"
#include "warehouse/database.h"

bool printer_choose(int key, const struct printer **printer) {
    switch (key) {
    case KEY_CSV:
        *printer = &printer_csv;
        return true;
    case KEY_JSON:
        *printer = &printer_json;
        return true;
    case KEY_MARKDOWN:
        *printer = &printer_markdown;
        return true;
    default:
        return false;
    }
}

/* The first row is there before the head is printed: what fails at once prints nothing.
 */
static bool print_each(struct database *database, sqlite3_stmt *rows,
                       const struct printer *printer, struct error *error) {
    int status = sqlite3_step(rows);

    if (status != SQLITE_ROW && status != SQLITE_DONE) {
        return database_failed(database, "read", error);
    }
    void *state = printer->begin(rows);
    for (; status == SQLITE_ROW; status = sqlite3_step(rows)) {
        if (!printer->row(state, rows)) {
            status = SQLITE_NOMEM;
            break;
        }
    }
    bool is_ended = printer->end == NULL || printer->end(state);
    if (status == SQLITE_NOMEM || (status == SQLITE_DONE && !is_ended)) {
        return error_set(error, "out of memory for the rows");
    }
    return status == SQLITE_DONE || database_failed(database, "read", error);
}

bool print_rows(struct database *database, sqlite3_stmt *rows,
                const struct printer *printer, struct error *error) {
    return print_each(database, rows, printer, error) &&
           (fflush(stdout) == 0 ||
            error_set(error, "cannot write the rows: %s", strerror(errno)));
}
