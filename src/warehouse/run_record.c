/* SPDX-License-Identifier: MIT
 * A scan's own record has the end of its newest run. */
#include "warehouse/run_record.h"

#include "warehouse/database.h"

bool run_record_start(struct database *database, int64_t scan,
                      const struct run_start *start, struct error *error) {
    sqlite3_stmt *statement = database_statement(database, STATEMENT_INSERT_RUN, error);

    if (statement == NULL) {
        return false;
    }
    bind_integer(statement, ":scan", scan);
    bind_integer(statement, ":started_us", start->started_us);
    bind_integer(statement, ":slot", (int64_t)start->slot);
    bind_integer(statement, ":source", start->source);
    return database_step(database, statement, error);
}

static bool finish(struct database *database, enum statement which, int64_t scan,
                   const struct run_end *end, struct error *error) {
    sqlite3_stmt *statement = database_statement(database, which, error);

    if (statement == NULL) {
        return false;
    }
    bind_integer(statement, ":scan", scan);
    bind_integer(statement, ":ended_us", end->ended_us);
    bind_text(statement, ":exit_reason", exit_reason_name(end->reason));
    if (which == STATEMENT_FINISH_RUN && end->is_settled) {
        bind_integer(statement, ":settled_slot", (int64_t)end->settled_slot);
    }
    if (which == STATEMENT_FINISH_RUN && end->detail != NULL &&
        end->detail[0] != '\0') {
        bind_text(statement, ":detail", end->detail);
    }
    return database_step(database, statement, error);
}

bool run_record_read_settled(struct database *database, int64_t scan,
                             struct run_settled *settled, struct error *error) {
    sqlite3_stmt *row = database_statement(database, STATEMENT_READ_SETTLED, error);

    if (row == NULL) {
        return false;
    }
    bind_integer(row, ":scan", scan);
    bool is_ok = sqlite3_step(row) == SQLITE_ROW;
    if (is_ok) {
        settled->is_newest = sqlite3_column_type(row, 0) != SQLITE_NULL;
        settled->newest = (uint64_t)sqlite3_column_int64(row, 0);
        settled->farthest = (uint64_t)sqlite3_column_int64(row, 1);
    }
    sqlite3_reset(row);
    return is_ok || database_failed(database, "read", error);
}

bool run_record_end(struct database *database, int64_t scan, const struct run_end *end,
                    struct error *error) {
    return finish(database, STATEMENT_FINISH_RUN, scan, end, error);
}

bool run_record_finish(struct database *database, int64_t scan,
                       const struct run_end *end, struct error *error) {
    return database_run(database, STATEMENT_BEGIN, error) &&
           database_end(database,
                        finish(database, STATEMENT_FINISH_SCAN, scan, end, error) &&
                            run_record_end(database, scan, end, error),
                        error);
}
