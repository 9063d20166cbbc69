/* SPDX-License-Identifier: MIT
 * A query that does not end, ends with the budget. */
#include "warehouse/time_budget.h"

#include <stddef.h>

#include "suite.h"

static const char endless[] =
    "WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number)"
    "SELECT max(n) FROM number";
static const char short_one[] =
    "WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number "
    "LIMIT 200000) SELECT max(n) FROM number";

static int run(struct time_budget *budget, const char *query) {
    sqlite3 *sqlite = NULL;

    CU_ASSERT_EQUAL_FATAL(sqlite3_open(":memory:", &sqlite), SQLITE_OK);
    time_budget_watch(budget, sqlite);
    int status = sqlite3_exec(sqlite, query, NULL, NULL, NULL);
    sqlite3_close(sqlite);
    return status;
}

static void a_budget_ends_what_would_not(void) {
    struct time_budget budget = {.end_ns = 0};

    time_budget_begin(&budget, 4096);
    budget.end_ns -= (uint64_t)budget.seconds * 1000000000 - 1000000; /* 1 ms is left */
    CU_ASSERT_EQUAL(run(&budget, endless), SQLITE_INTERRUPT);
    CU_ASSERT_TRUE(time_budget_is_over(&budget));
}

static void a_budget_leaves_alone_what_ends_in_time(void) {
    struct time_budget budget = {.end_ns = 0};

    time_budget_begin(&budget, 4096);
    CU_ASSERT_EQUAL(run(&budget, short_one), SQLITE_OK);
    CU_ASSERT_FALSE(time_budget_is_over(&budget));
}

static void what_has_no_budget_goes_on(void) {
    struct time_budget budget = {.end_ns = 0};

    CU_ASSERT_EQUAL(run(&budget, short_one), SQLITE_OK);
    time_budget_begin(&budget, 0);
    budget.end_ns = 1;
    time_budget_end(&budget);
    CU_ASSERT_EQUAL(run(&budget, short_one), SQLITE_OK);
}

static void larger_files_have_larger_budgets(void) {
    struct time_budget small = {.end_ns = 0};
    struct time_budget large = {.end_ns = 0};

    time_budget_begin(&small, 0);
    time_budget_begin(&large, (int64_t)1 << 40);
    CU_ASSERT_TRUE(small.seconds > 0 && large.seconds > 1000 * small.seconds);
    CU_ASSERT_TRUE(large.end_ns > small.end_ns);
}

static CU_TestInfo cases[] = {
    CASE(a_budget_ends_what_would_not),
    CASE(a_budget_leaves_alone_what_ends_in_time),
    CASE(what_has_no_budget_goes_on),
    CASE(larger_files_have_larger_budgets),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"time_budget", cases};
