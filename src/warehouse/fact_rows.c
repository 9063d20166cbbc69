/* SPDX-License-Identifier: MIT
 * One function a statement: bind by name, step, reset. */
#include "warehouse/fact_rows.h"

#include "warehouse/database.h"
#include "warehouse/facts.h"

bool fact_rows_add_unsolicited(struct database *database, int64_t scan,
                               const struct health_facts *health, struct error *error) {
    for (int reason = 1; reason < UNSOLICITED_COUNT; reason++) {
        if (health->unsolicited[reason] == 0) {
            continue;
        }
        sqlite3_stmt *statement =
            database_statement(database, STATEMENT_INSERT_UNSOLICITED, error);
        if (statement == NULL) {
            return false;
        }
        bind_integer(statement, ":scan", scan);
        bind_integer(statement, ":second", health->second);
        bind_integer(statement, ":reason", reason);
        bind_integer(statement, ":packets", (int64_t)health->unsolicited[reason]);
        if (!database_step(database, statement, error)) {
            return false;
        }
    }
    return true;
}

static bool add_rate_change(struct database *database, int64_t scan,
                            const struct health_facts *health, struct error *error) {
    if (health->rate_reason == RATE_KEPT) {
        return true;
    }
    sqlite3_stmt *statement =
        database_statement(database, STATEMENT_INSERT_RATE_CHANGE, error);
    if (statement == NULL) {
        return false;
    }
    bind_integer(statement, ":scan", scan);
    bind_integer(statement, ":second", health->second);
    bind_real(statement, ":rate", health->rate_pps);
    bind_integer(statement, ":reason", health->rate_reason);
    return database_step(database, statement, error);
}

bool fact_rows_add_health(struct database *database, int64_t scan,
                          const struct health_facts *health, struct error *error) {
    sqlite3_stmt *statement =
        database_statement(database, STATEMENT_INSERT_HEALTH, error);

    if (statement == NULL) {
        return false;
    }
    bind_integer(statement, ":scan", scan);
    bind_integer(statement, ":second", health->second);
    bind_integer(statement, ":probes_sent", (int64_t)health->probes_sent);
    bind_integer(statement, ":send_failures", (int64_t)health->send_failures);
    bind_integer(statement, ":sending_us", (int64_t)health->sending_us);
    bind_integer(statement, ":captured", (int64_t)health->captured);
    bind_integer(statement, ":replies", (int64_t)health->replies);
    bind_integer(statement, ":kernel_drops", (int64_t)health->kernel_drops);
    bind_integer(statement, ":interface_drops", (int64_t)health->interface_drops);
    bind_integer(statement, ":ring_drops", (int64_t)health->ring_drops);
    bind_integer(statement, ":ring_waits", (int64_t)health->ring_waits);
    return database_step(database, statement, error) &&
           fact_rows_add_unsolicited(database, scan, health, error) &&
           add_rate_change(database, scan, health, error);
}

bool fact_rows_set_progress(struct database *database, int64_t scan, uint64_t slot,
                            uint64_t slots, struct error *error) {
    sqlite3_stmt *statement =
        database_statement(database, STATEMENT_SET_PROGRESS, error);

    if (statement == NULL) {
        return false;
    }
    bind_integer(statement, ":scan", scan);
    bind_integer(statement, ":slot", (int64_t)slot);
    bind_integer(statement, ":slots", (int64_t)slots);
    return database_step(database, statement, error);
}
