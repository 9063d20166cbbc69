/* SPDX-License-Identifier: MIT
 * Records a scan of two blocks, two settings and a blocklist. */
#include "store.h"

#include <stdio.h>
#include <string.h>

#include "warehouse/scan_record.h"

static const struct setting settings[] = {{"rate", "10000"}, {"seed", "7"}};
static const struct blocklist_text blocklists[] = {{"opt-outs", "203.0.113.0/24\n"},
                                                   {"opt-outs", "203.0.113.0/24\n"}};

void store_add_scan(struct store *store) {
    const struct scan_record scan = {
        .started_us = 1500000000000000,
        .seed = 7,
        .targets = 512,
        .probes = &store->probes,
        .allowed = &store->allowed,
        .settings = settings,
        .setting_count = 2,
        .blocklists = blocklists,
        .blocklist_count = 2,
    };

    CU_ASSERT_TRUE_FATAL(
        scan_record_start(&store->database, &scan, &store->scan, &store->error));
}

void store_prepare(struct store *store) {
    struct hash_key key;

    memset(store, 0, sizeof(*store));
    scratch_init(&store->scratch);
    snprintf(store->path, sizeof(store->path), "%s",
             scratch_path(&store->scratch, "results.db"));
    store->probes = (struct probe_set){
        .attempts = 2, .ports = {32768, 65535}, .source = 0xc6336401};
    hash_key_from_seed(&key, 1, 2);
    CU_ASSERT_TRUE(probe_set_parse(&store->probes, probe_set_default, &store->error));
    CU_ASSERT_TRUE(probe_set_key(&store->probes, 7, &key));
    range_set_add(&store->allowed, (struct address_range){0xc0000200, 0xc00002ff});
    range_set_add(&store->allowed, (struct address_range){0xc6336400, 0xc63364ff});
    CU_ASSERT_TRUE(range_set_seal(&store->allowed));
}

void store_open(struct store *store) {
    store_prepare(store);
    CU_ASSERT_TRUE_FATAL(database_create(store->path, &store->database, &store->error));
    store_add_scan(store);
}

void store_finish(struct store *store) {
    database_close(&store->database);
    probe_set_finish(&store->probes);
    range_set_finish(&store->allowed);
    scratch_finish(&store->scratch);
}

void store_run(struct store *store, const char *sql) {
    CHECK_ROW(sqlite3_exec(store->database.sqlite, sql, NULL, NULL, NULL) == SQLITE_OK,
              sql);
}

void store_make_older(struct store *store, int version) {
    static const struct {
        int version;
        const char *undo;
    } added[] = {
        {9, "DROP TABLE churn; DROP TABLE churn24; DROP TABLE comparison"},
        {11, "CREATE TABLE kept AS SELECT log_row, reply, arrivals, contents "
             "FROM sealing; DROP TABLE sealing; "
             "CREATE TABLE sealing (log_row INTEGER NOT NULL, reply INTEGER NOT NULL, "
             "arrivals INTEGER NOT NULL, contents INTEGER NOT NULL) STRICT; "
             "INSERT INTO sealing SELECT * FROM kept; DROP TABLE kept"},
        {12, "DROP TABLE rate_change; DROP TABLE rate_reason"},
        {13, "DROP TABLE run; DELETE FROM exit_reason WHERE name NOT IN ('done', "
             "'max_runtime', 'interrupted', 'send_failed', 'capture_failed', "
             "'write_failed')"},
    };
    char pragma[40];

    for (size_t i = 0; i < sizeof(added) / sizeof(added[0]); i++) {
        if (version < added[i].version) {
            store_run(store, added[i].undo);
        }
    }
    snprintf(pragma, sizeof(pragma), "PRAGMA user_version = %d", version);
    store_run(store, pragma);
}

int64_t store_number(struct database *database, const char *query) {
    sqlite3_stmt *statement = NULL;
    int64_t number = INT64_MIN;

    if (sqlite3_prepare_v2(database->sqlite, query, -1, &statement, NULL) ==
            SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW) {
        number = sqlite3_column_int64(statement, 0);
    }
    sqlite3_finalize(statement);
    return number;
}
