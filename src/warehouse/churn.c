/* SPDX-License-Identifier: MIT
 * All counting is done by SQL. A statement over all addresses takes long, so SQLite
 * asks now and then whether it shall go on. */
#include "warehouse/churn.h"

#include "base/error.h"
#include "warehouse/database.h"
#include "warehouse/fold_log.h"

enum { ASK_EVERY = 100000 }; /* instructions of a statement: some milliseconds */

struct pair {
    int64_t scan;
    int64_t before;
};

struct interruption {
    churn_interrupted_fn *is_interrupted;
    void *context;
    bool has_come; /* it was true once */
};

static int on_progress(void *context) {
    struct interruption *interruption = context;

    interruption->has_come =
        interruption->has_come || interruption->is_interrupted(interruption->context);
    return interruption->has_come;
}

/* The pair to be compared after *pair; *is_found tells whether there is one. */
static bool read_pair(struct database *database, struct pair *pair, bool *is_found,
                      struct error *error) {
    sqlite3_stmt *row = database_statement(database, STATEMENT_READ_UNCOMPARED, error);

    if (row == NULL) {
        return false;
    }
    bind_integer(row, ":scan", pair->scan);
    bind_integer(row, ":before", pair->before);
    int status = sqlite3_step(row);
    pair->scan = sqlite3_column_int64(row, 0);
    pair->before = sqlite3_column_int64(row, 1);
    sqlite3_reset(row);
    *is_found = status == SQLITE_ROW;
    return *is_found || status == SQLITE_DONE ||
           database_failed(database, "read", error);
}

static bool run_for_pair(struct database *database, enum statement statement,
                         const struct pair *pair, struct error *error) {
    sqlite3_stmt *prepared = database_statement(database, statement, error);

    if (prepared == NULL) {
        return false;
    }
    bind_integer(prepared, ":scan", pair->scan);
    bind_integer(prepared, ":before", pair->before);
    return database_step(database, prepared, error);
}

static bool count_pair(struct database *database, const struct pair *pair,
                       struct interruption *interruption, struct error *error) {
    sqlite3_progress_handler(database->sqlite, ASK_EVERY, on_progress, interruption);
    bool is_ok = run_for_pair(database, STATEMENT_ADD_COMPARISON, pair, error) &&
                 run_for_pair(database, STATEMENT_ADD_CHURN, pair, error) &&
                 run_for_pair(database, STATEMENT_ADD_CHURN24, pair, error);
    sqlite3_progress_handler(database->sqlite, 0, NULL, NULL);
    return is_ok;
}

static bool compare(struct database *database, const struct pair *pair,
                    struct interruption *interruption, struct error *error) {
    bool is_ok = database_run(database, STATEMENT_BEGIN, error) &&
                 count_pair(database, pair, interruption, error);

    return database_end(database, is_ok, error) || interruption->has_come;
}

bool churn_update(struct database *database, churn_interrupted_fn *is_interrupted,
                  void *context, struct error *error) {
    struct interruption interruption = {is_interrupted, context, false};
    struct pair pair = {INT64_MAX, INT64_MAX};
    bool is_found = true;
    bool is_ok = fold_log(database, error);

    while (is_ok && is_found && !on_progress(&interruption)) {
        is_ok = read_pair(database, &pair, &is_found, error) &&
                (!is_found || compare(database, &pair, &interruption, error));
    }
    return is_ok;
}

bool churn_forget(struct database *database, int64_t scan, struct error *error) {
    static const enum statement statements[] = {
        STATEMENT_DELETE_CHURN, STATEMENT_DELETE_CHURN24, STATEMENT_DELETE_COMPARISON};
    bool is_ok = true;

    for (size_t i = 0; is_ok && i < sizeof(statements) / sizeof(statements[0]); i++) {
        sqlite3_stmt *statement = database_statement(database, statements[i], error);

        is_ok = statement != NULL;
        if (is_ok) {
            bind_integer(statement, ":scan", scan);
            is_ok = database_step(database, statement, error);
        }
    }
    return is_ok;
}
