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
    if (which == STATEMENT_FINISH_RUN) {
        bind_integer(statement, ":is_cooled_down", end->is_cooled_down);
    }
    if (which == STATEMENT_FINISH_RUN && end->detail != NULL &&
        end->detail[0] != '\0') {
        bind_text(statement, ":detail", end->detail);
    }
    return database_step(database, statement, error);
}

bool run_record_is_cooled_down(struct database *database, int64_t scan,
                               bool *is_cooled_down, struct error *error) {
    sqlite3_stmt *row = database_statement(database, STATEMENT_READ_NEWEST_RUN, error);

    if (row == NULL) {
        return false;
    }
    bind_integer(row, ":scan", scan);
    int status = sqlite3_step(row);
    *is_cooled_down = status == SQLITE_ROW && sqlite3_column_int(row, 0) != 0;
    sqlite3_reset(row);
    return status == SQLITE_ROW || status == SQLITE_DONE ||
           database_failed(database, "read", error);
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
