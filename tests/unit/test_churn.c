/* SPDX-License-Identifier: MIT
 * Which scans are compared, and when that is forgotten; tests/sql/test_churn.py has
 * what a comparison counts. */
#include "warehouse/churn.h"

#include <string.h>

#include "store.h"
#include "suite.h"
#include "warehouse/run_record.h"
#include "warehouse/stored_scan.h"

static bool never(void *context) {
    (void)context;
    return false;
}

/* True when it was asked `*context` times. */
static bool after_a_while(void *context) {
    int *left = context;

    return --*left < 0;
}

static void end_scan(struct store *store, int64_t scan) {
    CU_ASSERT_TRUE(run_record_finish(
        &store->database, scan,
        &(struct run_end){.ended_us = 1500000001000000, .reason = EXIT_DONE},
        &store->error));
}

/* Three scans, the first two of which have ended, of 100,000 addresses in 400 blocks.
 */
static void open_three(struct store *store) {
    store_open(store);
    end_scan(store, 1);
    store_add_scan(store);
    end_scan(store, 2);
    store_add_scan(store);
    store_run(store,
              "WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 "
              "FROM number WHERE n < 100000) "
              "INSERT INTO host SELECT scan, n * 1024, 1 + n % 7 FROM number, scan;"
              "WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 "
              "FROM number WHERE n < 400) "
              "INSERT INTO block24 SELECT scan, n, 1 + n % 3 FROM number, scan");
}

static int64_t compared(struct store *store, const char *query) {
    return store_number(&store->database, query);
}

static void check_pairs(struct store *store, int64_t pairs) {
    CU_ASSERT_EQUAL(compared(store, "SELECT count(*) FROM comparison"), pairs);
    CU_ASSERT_EQUAL(compared(store, "SELECT total(addresses) FROM churn"),
                    pairs * 100000);
    CU_ASSERT_EQUAL(compared(store, "SELECT total(blocks) FROM churn24"), pairs * 400);
}

static void scans_that_have_ended_are_compared_once(void) {
    struct store store;

    open_three(&store);
    CU_ASSERT_TRUE(churn_update(&store.database, never, NULL, &store.error));
    check_pairs(&store, 1);
    CU_ASSERT_EQUAL(compared(&store, "SELECT scan * 10 + before FROM comparison"), 21);
    end_scan(&store, 3);
    CU_ASSERT_TRUE(churn_update(&store.database, never, NULL, &store.error));
    check_pairs(&store, 3);
    CU_ASSERT_TRUE(churn_update(&store.database, never, NULL, &store.error));
    check_pairs(&store, 3);
    store_finish(&store);
}

static void a_scan_that_goes_on_is_compared_anew(void) {
    struct store store;

    open_three(&store);
    end_scan(&store, 3);
    CU_ASSERT_TRUE(churn_update(&store.database, never, NULL, &store.error));
    CU_ASSERT_TRUE(stored_scan_reopen(
        &store.database, 2, &(struct run_start){1500000002000000, 0, 0xc6336402},
        &store.error));
    check_pairs(&store, 1);
    CU_ASSERT_EQUAL(compared(&store, "SELECT scan * 10 + before FROM comparison"), 31);
    CU_ASSERT_EQUAL(
        compared(&store, "SELECT ended_us IS NULL FROM scan WHERE scan = 2"), 1);
    CU_ASSERT_TRUE(churn_update(&store.database, never, NULL, &store.error));
    check_pairs(&store, 1);
    end_scan(&store, 2);
    CU_ASSERT_TRUE(churn_update(&store.database, never, NULL, &store.error));
    check_pairs(&store, 3);
    store_finish(&store);
}

static void comparing_that_is_broken_off_goes_on(void) {
    struct store store;
    int64_t last = 0;
    int calls = 0;

    open_three(&store);
    end_scan(&store, 3);
    while (calls < 100 && last < 3) {
        int asked = 1 + calls++;

        CU_ASSERT_TRUE(
            churn_update(&store.database, after_a_while, &asked, &store.error));
        CU_ASSERT_TRUE(sqlite3_get_autocommit(store.database.sqlite));
        last = compared(&store, "SELECT count(*) FROM comparison");
        check_pairs(&store, last);
    }
    CU_ASSERT_TRUE(calls > 3); /* it was broken off within a pair */
    CU_ASSERT_EQUAL(last, 3);
    store_finish(&store);
}

static void a_failure_leaves_no_half_of_a_pair(void) {
    struct store store;

    open_three(&store);
    store_run(&store, "DROP TABLE churn24");
    CU_ASSERT_FALSE(churn_update(&store.database, never, NULL, &store.error));
    CU_ASSERT_PTR_NOT_NULL(strstr(store.error.text, "churn24"));
    CU_ASSERT_TRUE(sqlite3_get_autocommit(store.database.sqlite));
    CU_ASSERT_EQUAL(compared(&store, "SELECT count(*) FROM churn"), 0);
    store_finish(&store);
}

static CU_TestInfo cases[] = {
    CASE(scans_that_have_ended_are_compared_once),
    CASE(a_scan_that_goes_on_is_compared_anew),
    CASE(comparing_that_is_broken_off_goes_on),
    CASE(a_failure_leaves_no_half_of_a_pair),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"churn", cases};
