/* SPDX-License-Identifier: MIT
 * Results files: made only where nothing is, read only if they are ours, and with codes
 * that mean what the program means. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "names.h"
#include "probe/reply.h"
#include "store.h"
#include "suite.h"
#include "warehouse/catalogue.h"
#include "warehouse/facts.h"
#include "warehouse/run_record.h"
#include "warehouse/scan_record.h"

static void a_new_file_is_a_results_file(void) {
    struct store store;

    store_open(&store);
    CU_ASSERT_EQUAL(store_number(&store.database, "PRAGMA application_id"), 0x4c495645);
    CU_ASSERT_TRUE(store_number(&store.database, "PRAGMA user_version") >= 4);
    CU_ASSERT_EQUAL(store_number(&store.database, "SELECT count(*) FROM "
                                                  "pragma_integrity_check "
                                                  "WHERE integrity_check = 'ok'"),
                    1);
    store_finish(&store);
}

static void what_a_scan_was_asked_is_in_the_file(void) {
    static const struct {
        const char *query;
        int64_t expected;
    } rows[] = {
        {"SELECT scan FROM scan", 1},
        {"SELECT seed FROM scan", 7},
        {"SELECT targets FROM scan", 512},
        {"SELECT attempts FROM scan", 2},
        {"SELECT source FROM scan", 0xc6336401},
        {"SELECT length(key) FROM scan", 16},
        {"SELECT ended_us IS NULL FROM scan", 1},
        {"SELECT count(*) FROM setting", 2},
        {"SELECT count(*) FROM probe", 9},
        {"SELECT count(*) FROM probe WHERE is_study", 8},
        {"SELECT count(*) FROM probe WHERE port IS NULL", 2},
        {"SELECT port FROM probe WHERE name = 'cwmp'", 7547},
        {"SELECT family FROM probe WHERE name = 'ntp'", 3},
        {"SELECT sum(last - first + 1) FROM target_range", 512},
        {"SELECT count(*) FROM blocklist", 1}, /* the same file twice */
        {"SELECT length(sha256) FROM blocklist", 64},
    };
    struct store store;

    store_open(&store);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        CHECK_ROW(store_number(&store.database, rows[i].query) == rows[i].expected,
                  rows[i].query);
    }
    store_finish(&store);
}

static void the_end_of_a_scan_is_in_the_file(void) {
    struct store store;

    store_open(&store);
    CU_ASSERT_TRUE(run_record_finish(&store.database, store.scan,
                                     &(struct run_end){.ended_us = 1500000001000000,
                                                       .reason = EXIT_LINK_LOST,
                                                       .is_settled = true,
                                                       .settled_slot = 7,
                                                       .detail = "no carrier"},
                                     &store.error));
    CU_ASSERT_EQUAL(store_number(&store.database, "SELECT ended_us FROM scan "
                                                  "WHERE exit_reason = 'link_lost'"),
                    1500000001000000);
    CU_ASSERT_EQUAL(store_number(&store.database,
                                 "SELECT ended_us FROM run WHERE scan = 1 AND run = 1 "
                                 "AND exit_reason = 'link_lost' AND detail = 'no "
                                 "carrier'"),
                    1500000001000000);
    store_finish(&store);
}

static void nothing_is_made_over_what_a_file_holds(void) {
    struct store store;
    struct database database;

    store_open(&store);
    const char *path =
        scratch_write(&store.scratch, "notes.txt", "do not lose this", 16);
    CU_ASSERT_FALSE(database_create(path, &database, &store.error));
    CU_ASSERT_PTR_NOT_NULL(strstr(store.error.text, "exists and is not empty"));
    CU_ASSERT_EQUAL(access(path, F_OK), 0);
    CU_ASSERT_FALSE(database_create("no/such/results.db", &database, &store.error));
    CU_ASSERT_PTR_NOT_NULL(strstr(store.error.text, "No such file or directory"));
    store_finish(&store);
}

static void an_empty_file_becomes_a_results_file(void) {
    struct store store;
    struct database database;

    store_open(&store);
    const char *path = scratch_write(&store.scratch, "empty.db", "", 0);
    CU_ASSERT_TRUE_FATAL(database_create(path, &database, &store.error));
    CU_ASSERT_EQUAL(store_number(&database, "SELECT count(*) FROM scan"), 0);
    database_close(&database);
    store_finish(&store);
}

static bool is_in_use(const char *path) {
    struct database database;
    struct error error = {.text = ""};

    if (database_reopen(path, &database, &error)) {
        database_close(&database);
        return false;
    }
    CHECK_ROW(strstr(error.text, "is being written by another liveness") != NULL &&
                  strstr(error.text, "wait until it has ended") != NULL,
              error.text);
    return true;
}

static void only_one_may_write_to_a_file(void) {
    struct store store;
    struct database reader;

    store_open(&store);
    CU_ASSERT_TRUE(is_in_use(store.path));
    CU_ASSERT_TRUE(database_open(store.path, &reader, &store.error));
    database_close(&reader);
    CU_ASSERT_TRUE(is_in_use(store.path));
    database_close(&store.database);
    CU_ASSERT_FALSE(is_in_use(store.path));
    CU_ASSERT_FALSE(is_in_use(store.path));
    store_finish(&store);
}

static void a_file_that_another_reads_may_be_written(void) {
    struct store store;
    struct database reader;

    store_open(&store);
    database_close(&store.database);
    CU_ASSERT_TRUE(database_open(store.path, &reader, &store.error));
    CU_ASSERT_FALSE(is_in_use(store.path));
    database_close(&reader);
    store_finish(&store);
}

/* By those of this version, whatever they are called. */
static void views_of_an_older_version_are_replaced(void) {
    struct store store;

    store_open(&store);
    store_make_older(&store, 8);
    store_run(&store, "CREATE VIEW newest_scan AS SELECT 666 AS scan;"
                      "CREATE VIEW \"it's \"\"mine\"\"; x\" AS SELECT 42 AS answer");
    database_close(&store.database);
    CU_ASSERT_TRUE_FATAL(database_reopen(store.path, &store.database, &store.error));
    CU_ASSERT_EQUAL(store_number(&store.database, "SELECT scan FROM newest_scan"), 1);
    CU_ASSERT_EQUAL(store_number(&store.database, "SELECT count(*) FROM sqlite_schema "
                                                  "WHERE name LIKE '%mine%'"),
                    0);
    CU_ASSERT_EQUAL(store_number(&store.database, "SELECT count(*) FROM churn"), 0);
    store_finish(&store);
}

/* Makes a database by SQL of its own. */
static const char *make_foreign(struct store *store, const char *sql) {
    const char *path = scratch_path(&store->scratch, "foreign.db");
    sqlite3 *sqlite = NULL;

    unlink(path);
    CU_ASSERT_EQUAL(sqlite3_open(path, &sqlite), SQLITE_OK);
    CU_ASSERT_EQUAL(sqlite3_exec(sqlite, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(sqlite);
    return path;
}

static bool opens(const char *path, const char *cause) {
    struct database database;
    struct error error = {.text = ""};
    bool is_open = database_open(path, &database, &error);

    if (is_open) {
        database_close(&database);
    }
    CHECK_ROW(is_open || strstr(error.text, cause) != NULL, cause);
    return is_open;
}

static void files_that_are_not_ours_are_not_read(void) {
    struct store store;

    store_open(&store);
    CU_ASSERT_FALSE(opens("no/such.db", "No such file or directory"));
    CU_ASSERT_FALSE(opens(scratch_write(&store.scratch, "a", "", 0), "holds no scan"));
    CU_ASSERT_FALSE(opens(make_foreign(&store, "PRAGMA application_id = 1279874629;"),
                          "was not made to its end"));
    CU_ASSERT_FALSE(
        opens(scratch_write(&store.scratch, "b",
                            "this is text, and rather long for that matter", 45),
              "is not a results file of liveness"));
    CU_ASSERT_FALSE(opens(make_foreign(&store, "CREATE TABLE scan (scan);"),
                          "is not a results file of liveness"));
    CU_ASSERT_FALSE(opens(make_foreign(&store, "PRAGMA application_id = 1279874629;"
                                               "PRAGMA user_version = 999;"),
                          "newer liveness: it has schema version 999"));
    store_finish(&store);
}

/* Runs a report to its end; returns its rows, or -1. */
static int run_report(struct database *database, const struct sql_text *report) {
    sqlite3_stmt *query = NULL;
    int rows = 0;
    int status = sqlite3_prepare_v2(database->sqlite, report->text, -1, &query, NULL);

    while (status == SQLITE_OK && sqlite3_step(query) == SQLITE_ROW) {
        rows++;
    }
    bool is_ok = status == SQLITE_OK && sqlite3_reset(query) == SQLITE_OK;
    sqlite3_finalize(query);
    return is_ok ? rows : -1;
}

static void a_file_opened_to_read_answers_every_report(void) {
    struct store store;
    struct database database;

    store_open(&store);
    CU_ASSERT_TRUE_FATAL(database_open(store.path, &database, &store.error));
    CU_ASSERT_TRUE(catalogue_count() > 0);
    for (size_t i = 0; i < catalogue_count(); i++) {
        CHECK_ROW(run_report(&database, catalogue_at(i)) >= 0, catalogue_at(i)->name);
    }
    CU_ASSERT_EQUAL(run_report(&database, catalogue_find("levels")), 5);
    CU_ASSERT_EQUAL(run_report(&database, catalogue_find("check")), 0);
    CU_ASSERT_PTR_NULL(catalogue_find("no_such_report"));
    database_close(&database);
    store_finish(&store);
}

static void a_file_opened_to_read_cannot_be_written(void) {
    struct store store;
    struct database database;

    store_open(&store);
    CU_ASSERT_TRUE_FATAL(database_open(store.path, &database, &store.error));
    CU_ASSERT_EQUAL(sqlite3_exec(database.sqlite, "DELETE FROM scan", NULL, NULL, NULL),
                    SQLITE_READONLY);
    CU_ASSERT_EQUAL(store_number(&store.database, "SELECT count(*) FROM scan"), 1);
    database_close(&database);
    store_finish(&store);
}

/* A report must not run what a stranger put where our views are: of a file that is
 * older than the views, so that these are not compared. */
static void the_views_used_are_the_programs_own(void) {
    struct store store;
    struct database database;

    store_open(&store);
    store_make_older(&store, 12);
    store_run(&store, "CREATE VIEW newest_scan AS SELECT 666 AS scan");
    CU_ASSERT_TRUE_FATAL(database_open(store.path, &database, &store.error));
    CU_ASSERT_EQUAL(store_number(&database, "SELECT scan FROM newest_scan"), 1);
    CU_ASSERT_EQUAL(store_number(&database, "SELECT count(*) FROM main.newest_scan"),
                    INT64_MIN);
    database_close(&database);
    CU_ASSERT_EQUAL(store_number(&store.database, "SELECT scan FROM newest_scan"), 666);
    CU_ASSERT_EQUAL(store_number(&store.database, "PRAGMA user_version"), 12);
    store_finish(&store);
}

/* Whether the table's rows are exactly these codes and names. */
static bool holds(struct database *database, const char *table,
                  const struct code_name *names) {
    char query[160];
    int64_t count = 0;

    for (; names[count].name != NULL; count++) {
        snprintf(query, sizeof(query), "SELECT rowid FROM %s WHERE name = '%s'", table,
                 names[count].name);
        if (store_number(database, query) != names[count].code) {
            return false;
        }
    }
    snprintf(query, sizeof(query), "SELECT count(*) FROM %s", table);
    return store_number(database, query) == count;
}

static void the_codes_are_those_of_the_schema(void) {
    struct store store;

    store_open(&store);
    CU_ASSERT_TRUE(holds(&store.database, "reply_kind", kind_names));
    CU_ASSERT_TRUE(holds(&store.database, "evidence", evidence_names));
    CU_ASSERT_TRUE(holds(&store.database, "unsolicited_reason", reason_names));
    CU_ASSERT_TRUE(holds(&store.database, "rate_reason", rate_reason_names));
    CU_ASSERT_TRUE(holds(&store.database, "family", family_names));
    store_finish(&store);
}

static void every_reason_has_a_name(void) {
    for (int reason = 1; reason < UNSOLICITED_COUNT; reason++) {
        CU_ASSERT_STRING_NOT_EQUAL(name_of(reason_names, reason), "?");
    }
    for (int reason = RATE_DROPS; reason < RATE_REASONS; reason++) {
        CU_ASSERT_STRING_NOT_EQUAL(name_of(rate_reason_names, reason), "?");
    }
    for (int kind = KIND_ECHO_REPLY; kind <= KIND_ICMP_ERROR; kind++) {
        CU_ASSERT_STRING_NOT_EQUAL(name_of(kind_names, kind), "?");
    }
}

static void every_reason_to_end_is_in_the_schema(void) {
    struct store store;
    char query[120];

    store_open(&store);
    for (enum exit_reason reason = EXIT_DONE; reason < EXIT_REASONS; reason++) {
        snprintf(query, sizeof(query), "SELECT 1 FROM exit_reason WHERE name = '%s'",
                 exit_reason_name(reason));
        CHECK_ROW(store_number(&store.database, query) == 1, exit_reason_name(reason));
    }
    CU_ASSERT_EQUAL(store_number(&store.database, "SELECT count(*) FROM exit_reason"),
                    EXIT_REASONS);
    store_finish(&store);
}

static CU_TestInfo cases[] = {
    CASE(a_new_file_is_a_results_file),
    CASE(what_a_scan_was_asked_is_in_the_file),
    CASE(the_end_of_a_scan_is_in_the_file),
    CASE(nothing_is_made_over_what_a_file_holds),
    CASE(an_empty_file_becomes_a_results_file),
    CASE(only_one_may_write_to_a_file),
    CASE(a_file_that_another_reads_may_be_written),
    CASE(views_of_an_older_version_are_replaced),
    CASE(files_that_are_not_ours_are_not_read),
    CASE(a_file_opened_to_read_answers_every_report),
    CASE(a_file_opened_to_read_cannot_be_written),
    CASE(the_views_used_are_the_programs_own),
    CASE(the_codes_are_those_of_the_schema),
    CASE(every_reason_has_a_name),
    CASE(every_reason_to_end_is_in_the_schema),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"database", cases};
