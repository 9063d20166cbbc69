/* SPDX-License-Identifier: MIT
 * A row a report; its columns are those of the report's head. */
#include "warehouse/query_rows.h"

#include <stdio.h>

#include "base/error.h"
#include "warehouse/catalogue.h"
#include "warehouse/database.h"

/* The keys of a head, which are columns of the table as well. */
static const char *const keys[] = {"title", "figure", "answers", "parameters"};
enum { KEYS = sizeof(keys) / sizeof(keys[0]), PARAMETER_SIZE = 32 };

static bool write_one(sqlite3_stmt *insert, struct database *database,
                      const struct sql_text *report, struct error *error) {
    char heads[KEYS][REPORT_HEAD_SIZE];

    for (size_t i = 0; i < KEYS; i++) {
        char name[PARAMETER_SIZE];

        snprintf(name, sizeof(name), ":%s", keys[i]);
        bind_text(insert, name,
                  catalogue_head(report, keys[i], heads[i], sizeof(heads[i])));
    }
    bind_text(insert, ":name", report->name);
    bind_text(insert, ":sql", report->text);
    return database_step(database, insert, error);
}

bool query_rows_write(struct database *database, struct error *error) {
    bool is_ok = database_run(database, STATEMENT_DELETE_QUERIES, error);

    for (size_t i = 0; is_ok && i < catalogue_count(); i++) {
        sqlite3_stmt *insert =
            database_statement(database, STATEMENT_INSERT_QUERY, error);

        is_ok = insert != NULL && write_one(insert, database, catalogue_at(i), error);
    }
    return is_ok;
}
