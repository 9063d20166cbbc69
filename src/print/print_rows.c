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

static bool print_each(struct database *database, sqlite3_stmt *rows,
                       const struct printer *printer, struct error *error) {
    void *state = printer->begin(rows);
    int status;

    while ((status = sqlite3_step(rows)) == SQLITE_ROW) {
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
