/* SPDX-License-Identifier: MIT
 * What may be a scan's output: nothing yet, an empty file, or a results file with room
 * for one more scan. */
#include "warehouse/output_file.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "random_replies.h"
#include "store.h"
#include "suite.h"
#include "warehouse/appender.h"

static bool is_refused(const char *path, const char *cause) {
    struct output_file output;
    struct error error = {.text = ""};
    bool is_ok = output_file_look(path, &output, &error);

    CHECK_ROW(is_ok || error.is_usage, path);
    CHECK_ROW(is_ok || strstr(error.text, "new name") != NULL, error.text);
    return !is_ok && strstr(error.text, cause) != NULL;
}

static void what_is_no_results_file_is_refused_with_the_remedy(void) {
    struct store store;
    const char *path;

    store_open(&store);
    path = scratch_write(&store.scratch, "notes.txt", "do not overwrite", 16);
    CU_ASSERT_TRUE(is_refused(path, "is not a results file of liveness"));
    CU_ASSERT_TRUE(is_refused(store.scratch.folder, "is not a regular file"));
    CU_ASSERT_TRUE(is_refused("/dev/null", "is not a regular file"));
    store_run(&store, "PRAGMA user_version = 99");
    CU_ASSERT_TRUE(is_refused(store.path, "it has schema version 99"));
    store_run(&store, "PRAGMA application_id = 1");
    CU_ASSERT_TRUE(is_refused(store.path, "is not a results file of liveness"));
    store_finish(&store);
}

static void a_file_with_the_highest_number_is_full(void) {
    struct store store;
    struct output_file output;

    store_open(&store);
    store_run(&store, "UPDATE scan SET scan = 2046");
    CU_ASSERT_TRUE(output_file_look(store.path, &output, &store.error));
    store_run(&store, "UPDATE scan SET scan = 2047");
    CU_ASSERT_TRUE(is_refused(store.path, "has scan 2047, and no room"));
    store_finish(&store);
}

static void the_scans_of_a_file_are_counted(void) {
    struct store store;
    struct output_file output;

    store_open(&store);
    store_add_scan(&store);
    CU_ASSERT_TRUE(output_file_look(store.path, &output, &store.error));
    CU_ASSERT_TRUE(output.exists);
    CU_ASSERT_EQUAL(output.scans, 2);
    CU_ASSERT_TRUE(output.can_go_on);
    store_run(&store, "UPDATE scan SET exit_reason = 'interrupted'");
    CU_ASSERT_TRUE(output_file_look(store.path, &output, &store.error));
    CU_ASSERT_TRUE(output.can_go_on);
    store_run(&store, "UPDATE scan SET exit_reason = 'done' WHERE scan = 2");
    CU_ASSERT_TRUE(output_file_look(store.path, &output, &store.error));
    CU_ASSERT_FALSE(output.can_go_on);
    store_run(&store, "DELETE FROM scan");
    CU_ASSERT_TRUE(output_file_look(store.path, &output, &store.error));
    CU_ASSERT_TRUE(output.exists && output.scans == 0 && !output.can_go_on);
    store_finish(&store);
}

static void what_is_not_there_yet_is_made(void) {
    struct store store;
    struct database database = {0};
    struct output_file output;

    store_open(&store);
    const char *path = scratch_path(&store.scratch, "new.db");
    CU_ASSERT_TRUE(output_file_look(path, &output, &store.error));
    CU_ASSERT_FALSE(output.exists);
    CU_ASSERT_TRUE(output_file_reserve(&output, &database, &store.error));
    CU_ASSERT_NOT_EQUAL(access(path, F_OK), 0);
    CU_ASSERT_TRUE_FATAL(output_file_begin(&output, &database, &store.error));
    CU_ASSERT_EQUAL(store_number(&database, "SELECT count(*) FROM scan"), 0);
    database_close(&database);
    store_finish(&store);
}

static void a_folder_that_is_not_there_is_told_before(void) {
    struct database database = {0};
    struct output_file output;
    struct error error = {.text = ""};

    CU_ASSERT_TRUE(output_file_look("no/such/folder/results.db", &output, &error));
    CU_ASSERT_FALSE(output_file_reserve(&output, &database, &error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "No such file or directory"));
}

static void a_results_file_is_kept_from_others_and_written_ahead(void) {
    struct store store;
    struct database other;
    struct output_file output;

    store_open(&store);
    CU_ASSERT_TRUE(output_file_look(store.path, &output, &store.error));
    CU_ASSERT_FALSE(output_file_reserve(&output, &other, &store.error));
    CU_ASSERT_FALSE(store.error.is_usage); /* the file is in use, not wrong */
    store_run(&store, "PRAGMA journal_mode = DELETE");
    database_close(&store.database);
    CU_ASSERT_TRUE_FATAL(output_file_reserve(&output, &store.database, &store.error));
    CU_ASSERT_TRUE(output_file_begin(&output, &store.database, &store.error));
    CU_ASSERT_EQUAL(store_number(&store.database, "SELECT journal_mode = 'wal' FROM "
                                                  "pragma_journal_mode"),
                    1);
    CU_ASSERT_EQUAL(store_number(&store.database, "SELECT count(*) FROM scan"), 1);
    store_finish(&store);
}

static void a_file_of_an_older_version_is_brought_up_to_date(void) {
    struct store store;
    struct output_file output;

    store_open(&store);
    int64_t version = store_number(&store.database, "PRAGMA user_version");
    store_make_older(&store, 8);
    database_close(&store.database);
    CU_ASSERT_TRUE(output_file_look(store.path, &output, &store.error));
    CU_ASSERT_EQUAL(output.scans, 1);
    CU_ASSERT_TRUE_FATAL(output_file_reserve(&output, &store.database, &store.error));
    CU_ASSERT_EQUAL(store_number(&store.database, "PRAGMA user_version"), version);
    CU_ASSERT_EQUAL(store_number(&store.database, "SELECT count(*) FROM comparison"),
                    0);
    store_finish(&store);
}

static void what_the_scan_before_left_is_folded(void) {
    static const struct appender_limits late = {
        .rows = 100, .unfolded = 100, .rest = 1000000};
    struct store store;
    struct output_file output;
    uint64_t random = 3;

    store_open(&store);
    struct appender *appender =
        appender_create(&store.database, store.scan, &late, &store.error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(appender);
    CU_ASSERT_TRUE_FATAL(random_append(&store, appender, 50, &random) &&
                         random_append(&store, appender, 50, &random));
    appender_destroy(appender);
    CU_ASSERT_TRUE(store_number(&store.database, "SELECT unfolded FROM fold") > 0);
    database_close(&store.database);
    CU_ASSERT_TRUE(output_file_look(store.path, &output, &store.error));
    CU_ASSERT_TRUE_FATAL(output_file_reserve(&output, &store.database, &store.error));
    CU_ASSERT_TRUE(output_file_begin(&output, &store.database, &store.error));
    CU_ASSERT_EQUAL(store_number(&store.database, "SELECT unfolded FROM fold"), 0);
    CU_ASSERT_EQUAL(
        store_number(&store.database, "SELECT count(*) FROM summary_mismatch"), 0);
    store_finish(&store);
}

static CU_TestInfo cases[] = {
    CASE(what_is_no_results_file_is_refused_with_the_remedy),
    CASE(a_file_with_the_highest_number_is_full),
    CASE(the_scans_of_a_file_are_counted),
    CASE(what_is_not_there_yet_is_made),
    CASE(a_folder_that_is_not_there_is_told_before),
    CASE(a_file_of_an_older_version_is_brought_up_to_date),
    CASE(a_results_file_is_kept_from_others_and_written_ahead),
    CASE(what_the_scan_before_left_is_folded),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"output_file", cases};
