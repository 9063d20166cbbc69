/* SPDX-License-Identifier: MIT
 * SQLite checks them, in a thread with a stack for trees of any depth. */
#include "warehouse/small_tables.h"

#include <string.h>

#include "base/deep_call.h"
#include "base/error.h"
#include "warehouse/database.h"

struct tables_check {
    struct database *database;
    sqlite3_stmt *row;
    int status;
};

static void check_tables(void *context) {
    struct tables_check *check = context;

    check->status = sqlite3_step(check->row);
}

static void look_at_clock(void *context) {
    struct tables_check *check = context;

    if (time_budget_is_over(&check->database->budget)) {
        sqlite3_interrupt(check->database->sqlite);
    }
}

/* SQLite tells of damage in several lines, of which the first is enough. */
static bool damaged(struct database *database, sqlite3_stmt *row, struct error *error) {
    const char *damage = (const char *)sqlite3_column_text(row, 0);

    if (damage == NULL) {
        return database_failed(database, "read", error);
    }
    return error_set(error, "'%.200s' is damaged: %.*s; liveness check tells more",
                     database->path, (int)strcspn(damage, "\n"), damage);
}

bool small_tables_check(struct database *database, struct error *error) {
    struct tables_check check = {
        .database = database,
        .row = database_statement(database, STATEMENT_CHECK_SMALL_TABLES, error)};

    if (check.row == NULL) {
        return false;
    }
    if (!deep_call(database_tree_stack(database), check_tables, look_at_clock,
                   &check)) {
        return error_set(error, "out of memory for checking '%s'", database->path);
    }
    bool is_sound =
        check.status == SQLITE_DONE ||
        (check.status == SQLITE_ROW ? damaged(database, check.row, error)
                                    : database_failed(database, "read", error));
    sqlite3_reset(check.row);
    return is_sound;
}
