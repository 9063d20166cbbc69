/* SPDX-License-Identifier: MIT
 * Records a scan of two blocks, two settings and a blocklist. */
#include "store.h"

#include <stdio.h>
#include <string.h>

#include "warehouse/scan_record.h"
#include "warehouse/sql_text.h"

#include "schema.sql.h" /* needs struct sql_text */

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

static void run_on(sqlite3 *sqlite, const char *sql) {
    CHECK_ROW(sqlite3_exec(sqlite, sql, NULL, NULL, NULL) == SQLITE_OK, sql);
}

/* Runs the text that a query yields. */
static void run_made(sqlite3 *sqlite, const char *query) {
    sqlite3_stmt *statement = NULL;

    CU_ASSERT_EQUAL_FATAL(sqlite3_prepare_v2(sqlite, query, -1, &statement, NULL),
                          SQLITE_OK);
    CU_ASSERT_EQUAL_FATAL(sqlite3_step(statement), SQLITE_ROW);
    run_on(sqlite, (const char *)sqlite3_column_text(statement, 0));
    sqlite3_finalize(statement);
}

/* Tables that an empty file has rows in keep them; other columns are left out. */
static const char copy_rows[] =
    "SELECT group_concat(printf('INSERT INTO main.%s (%s) SELECT %s FROM newer.%s;', "
    "name, columns, columns, name), ' ') FROM ("
    "SELECT here.name, iif(here.name = 'reply_log', 'rowid, ', '') || "
    "group_concat(here_column.name) AS columns "
    "FROM sqlite_schema AS here, pragma_table_info(here.name, 'main') AS here_column "
    "JOIN pragma_table_info(here.name, 'newer') AS newer_column "
    "ON newer_column.name = here_column.name "
    "WHERE here.type = 'table' AND here.name NOT IN ('family', 'reply_kind', "
    "'evidence', 'unsolicited_reason', 'exit_reason', 'icmp_code', 'rate_reason') "
    "GROUP BY here.name)";

void store_make_older(struct store *store, int version) {
    sqlite3 *older = NULL;
    char attach[160];

    CU_ASSERT_EQUAL_FATAL(sqlite3_open(":memory:", &older), SQLITE_OK);
    run_on(older, "PRAGMA page_size = 4096; PRAGMA auto_vacuum = INCREMENTAL;"
                  "PRAGMA application_id = 1279874629");
    for (int i = 0; i < version; i++) {
        run_on(older, schema_sql[i].text);
    }
    snprintf(attach, sizeof(attach), "ATTACH '%s' AS newer", store->path);
    run_on(older, attach);
    run_on(older, "DELETE FROM fold");
    run_made(older, copy_rows);
    run_on(older, "DETACH newer");
    sqlite3_backup *backup =
        sqlite3_backup_init(store->database.sqlite, "main", older, "main");
    CU_ASSERT_PTR_NOT_NULL_FATAL(backup);
    sqlite3_backup_step(backup, -1);
    CU_ASSERT_EQUAL(sqlite3_backup_finish(backup), SQLITE_OK);
    sqlite3_close(older);
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
