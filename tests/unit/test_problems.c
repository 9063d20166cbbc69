/* SPDX-License-Identifier: MIT
 * How a check ends when the user interrupts it; tests/sql/test_check_command.py has
 * what it finds. */
#include "check/problems.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "check/ticker.h"
#include "store.h"
#include "suite.h"

struct moment {
    struct ticker ticker;
    int left; /* calls of SQLite's authorizer before the signal is sent */
};

/* SQLite asks what it may compile, so this comes in the middle of statements. */
static int interrupt_then(void *context, int action, const char *first,
                          const char *second, const char *base, const char *trigger) {
    struct moment *moment = context;

    (void)action, (void)first, (void)second, (void)base, (void)trigger;
    if (--moment->left == 0) {
        kill(getpid(), SIGINT);
        while (!ticker_is_interrupted(&moment->ticker)) {
            usleep(100);
        }
        sqlite3_interrupt(moment->ticker.sqlite); /* which the ticker is about to do */
    }
    return SQLITE_OK;
}

/* Whether the moment came. */
static bool check_interrupted_at(struct store *store, int calls) {
    struct database database;
    struct moment moment = {.left = calls};
    size_t count;

    CU_ASSERT_TRUE_FATAL(database_open_to_check(store->path, &database, &store->error));
    CU_ASSERT_TRUE_FATAL(
        ticker_start(&moment.ticker, database.sqlite, &database.budget, &store->error));
    sqlite3_set_authorizer(database.sqlite, interrupt_then, &moment);
    bool is_checked = problems_find(&database, &moment.ticker, &count, &store->error);
    ticker_stop(&moment.ticker);
    database_close(&database);
    bool has_come = moment.left <= 0;
    CHECK_ROW(is_checked != has_come, store->error.text);
    CHECK_ROW(!has_come ||
                  strstr(store->error.text, "interrupted: ") == store->error.text,
              store->error.text);
    return has_come;
}

static void an_interrupt_is_told_as_one_whenever_it_comes(void) {
    struct store store;
    int calls = 1;

    store_open(&store);
    CU_ASSERT_TRUE(database_leave_wal(&store.database, true, &store.error));
    while (check_interrupted_at(&store, calls)) {
        calls += 1 + calls / 4;
    }
    CU_ASSERT_TRUE(calls > 100);
    store_finish(&store);
}

static CU_TestInfo cases[] = {
    CASE(an_interrupt_is_told_as_one_whenever_it_comes),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"problems", cases};
