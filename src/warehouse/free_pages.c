/* SPDX-License-Identifier: MIT
 * SQLite moves one page with each step of a statement. */
#include "warehouse/free_pages.h"

#include "warehouse/database.h"

bool free_pages_read(struct database *database, struct free_pages *found,
                     struct error *error) {
    sqlite3_stmt *row = database_statement(database, STATEMENT_READ_FREE_PAGES, error);

    if (row == NULL) {
        return false;
    }
    bool is_ok = sqlite3_step(row) == SQLITE_ROW;
    found->free = sqlite3_column_int64(row, 0);
    found->pages = sqlite3_column_int64(row, 1);
    found->can_shrink = sqlite3_column_int(row, 2) != 0;
    sqlite3_reset(row);
    return is_ok || database_failed(database, "read", error);
}

static bool move_pages(struct database *database, int64_t pages, struct error *error) {
    sqlite3_stmt *row = database_statement(database, STATEMENT_GIVE_BACK_PAGES, error);
    int status = SQLITE_ROW;

    if (row == NULL) {
        return false;
    }
    for (int64_t i = 0; i < pages && status == SQLITE_ROW; i++) {
        status = sqlite3_step(row);
    }
    sqlite3_reset(row);
    return status == SQLITE_ROW || status == SQLITE_DONE ||
           database_failed(database, "write", error);
}

bool free_pages_give_back(struct database *database, int64_t pages,
                          struct error *error) {
    bool is_ok = database_run(database, STATEMENT_BEGIN, error) &&
                 move_pages(database, pages, error);

    return database_end(database, is_ok, error);
}
