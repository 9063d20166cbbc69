/* SPDX-License-Identifier: MIT
 * Whatever was committed, the tables that summarise the replies say the same as a
 * recount of them. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "random_replies.h"
#include "store.h"
#include "suite.h"
#include "warehouse/appender.h"
#include "warehouse/fold_log.h"

enum { BATCH = 512 };

static const struct appender_limits at_once = {.rows = BATCH};
static const struct appender_limits late = {
    .rows = BATCH, .unfolded = 2 * BATCH, .rest = 1000000};

static bool append_batch(struct store *store, struct appender *appender,
                         uint64_t *random) {
    uint64_t replies = draw_below(random, BATCH);

    return random_append(store, appender, replies, random);
}

static int64_t mismatches(struct store *store) {
    return store_number(&store->database, "SELECT count(*) FROM summary_mismatch");
}

/* Not folded are the last rows of the log, as many as the file says. */
static int64_t unfolded(struct store *store) {
    CU_ASSERT_EQUAL(
        store_number(&store->database,
                     "SELECT log_row + unfolded = (SELECT coalesce(max(rowid), 0) FROM "
                     "reply_log) FROM fold"),
        1);
    return store_number(&store->database, "SELECT unfolded FROM fold");
}

static void check_is_silent(struct store *store) {
    CU_ASSERT_EQUAL(mismatches(store), 0);
    CU_ASSERT_EQUAL(unfolded(store), 0);
}

static struct appender *open_appender(struct store *store,
                                      const struct appender_limits *limits) {
    struct appender *appender =
        appender_create(&store->database, store->scan, limits, &store->error);

    CU_ASSERT_PTR_NOT_NULL_FATAL(appender);
    return appender;
}

static void summaries_equal_a_recount_after_every_transaction(void) {
    uint64_t random = 7;
    struct store store;

    store_open(&store);
    struct appender *appender = open_appender(&store, &at_once);
    for (int i = 0; i < 20; i++) {
        CU_ASSERT_TRUE_FATAL(append_batch(&store, appender, &random));
        check_is_silent(&store);
    }
    CU_ASSERT_TRUE(store_number(&store.database, "SELECT count(*) FROM signature") >
                   99);
    CU_ASSERT_EQUAL(store_number(&store.database, "SELECT count(*) FROM block24"), 4);
    appender_destroy(appender);
    store_finish(&store);
}

static bool finish(struct store *store, struct appender *appender) {
    return database_run(&store->database, STATEMENT_BEGIN, &store->error) &&
           appender_finish(appender, &store->error) &&
           database_run(&store->database, STATEMENT_COMMIT, &store->error);
}

static void folding_that_takes_long_lags_behind_the_log_and_ends_with_it(void) {
    uint64_t random = 15;
    int64_t most = 0;
    struct store store;

    store_open(&store);
    struct appender *appender = open_appender(&store, &late);
    for (int i = 0; i < 20; i++) {
        CU_ASSERT_TRUE_FATAL(append_batch(&store, appender, &random));
        CU_ASSERT_EQUAL(mismatches(&store), 0);
        most = unfolded(&store) > most ? unfolded(&store) : most;
    }
    CU_ASSERT_TRUE(most > BATCH && most <= 2 * BATCH);
    CU_ASSERT_TRUE(finish(&store, appender));
    check_is_silent(&store);
    appender_destroy(appender);
    store_finish(&store);
}

static void what_a_killed_appender_left_is_folded_by_the_next(void) {
    uint64_t random = 16;
    struct store store;

    store_open(&store);
    for (int i = 0; i < 5; i++) {
        struct appender *appender = open_appender(&store, &late);

        CU_ASSERT_EQUAL(unfolded(&store), 0);
        CU_ASSERT_TRUE_FATAL(append_batch(&store, appender, &random) &&
                             append_batch(&store, appender, &random));
        CU_ASSERT_TRUE(unfolded(&store) > 0);
        CU_ASSERT_EQUAL(mismatches(&store), 0);
        appender_destroy(appender);
    }
    CU_ASSERT_TRUE(fold_log(&store.database, &store.error));
    check_is_silent(&store);
    store_finish(&store);
}

enum { HOSTS = 100000 }; /* some slices */

/* Routers 80 addresses apart answer for one target, so that some share a block. */
static bool append_errors(struct store *store, struct appender *appender,
                          uint8_t probe) {
    bool is_duplicate;
    bool is_ok = database_run(&store->database, STATEMENT_BEGIN, &store->error);

    for (uint32_t i = 0; is_ok && i < HOSTS; i++) {
        const struct reply_facts facts = {.reply = {.target = 0xc0000201,
                                                    .responder = 80 * (HOSTS - i),
                                                    .probe = (uint8_t)(probe + i % 2),
                                                    .attempt = 1,
                                                    .kind = KIND_ICMP_ERROR,
                                                    .evidence = EVIDENCE_QUOTE,
                                                    .icmp_type = 3}};

        is_ok = appender_add(appender, &facts, &is_duplicate, &store->error);
    }
    return is_ok && appender_write(appender, &store->error) &&
           database_run(&store->database, STATEMENT_COMMIT, &store->error);
}

static void a_batch_of_many_addresses_is_folded_slice_by_slice(void) {
    static const struct appender_limits many = {.rows = HOSTS};
    struct store store;

    store_open(&store);
    struct appender *appender = open_appender(&store, &many);
    for (uint8_t probe = 0; probe < 3; probe++) {
        CU_ASSERT_TRUE_FATAL(append_errors(&store, appender, probe));
    }
    CU_ASSERT_EQUAL(store_number(&store.database, "SELECT count(*) FROM host"), HOSTS);
    CU_ASSERT_EQUAL(store_number(&store.database, "SELECT count(*) FROM block24"),
                    80 * HOSTS / 256 + 1);
    check_is_silent(&store);
    appender_destroy(appender);
    store_finish(&store);
}

static void folding_goes_on_where_it_ended(void) {
    uint64_t random = 8;
    struct store store;

    store_open(&store);
    for (int i = 0; i < 10; i++) {
        struct appender *appender = open_appender(&store, &at_once);

        CU_ASSERT_TRUE_FATAL(append_batch(&store, appender, &random));
        appender_destroy(appender);
    }
    check_is_silent(&store);
    CU_ASSERT_EQUAL(
        store_number(&store.database,
                     "SELECT count(*) - (SELECT count(*) FROM (SELECT DISTINCT "
                     "echo_reply, syn_ack, rst, tcp_other, udp_valid, udp_invalid, "
                     "port_unreachable_direct, port_unreachable_indirect, "
                     "host_unreachable_direct, host_unreachable_indirect, "
                     "other_unreachable_direct, other_unreachable_indirect, "
                     "other_error_direct, other_error_indirect, first_attempt, "
                     "control_syn_ack FROM signature)) FROM signature"),
        0);
    store_finish(&store);
}

static void forget_summaries(struct store *store) {
    store_run(store, "DELETE FROM host; DELETE FROM signature; "
                     "DELETE FROM block24; DELETE FROM block24_count; "
                     "UPDATE fold SET unfolded = unfolded + log_row, log_row = 0");
}

static void a_log_that_was_not_folded_is_folded_on_demand(void) {
    uint64_t random = 9;
    struct store store;

    store_open(&store);
    struct appender *appender = open_appender(&store, &at_once);
    for (int i = 0; i < 5; i++) {
        CU_ASSERT_TRUE_FATAL(append_batch(&store, appender, &random));
    }
    appender_destroy(appender);
    forget_summaries(&store);
    CU_ASSERT_TRUE(unfolded(&store) > 0);
    CU_ASSERT_TRUE(fold_log(&store.database, &store.error));
    check_is_silent(&store);
    store_finish(&store);
}

/* Writes a byte to `began` before each transaction. */
static void append_until_killed(const char *path, int64_t scan,
                                const struct appender_limits *limits, uint64_t seed,
                                int began) {
    struct store store = {.scan = scan};
    struct appender *appender = NULL;

    if (database_reopen(path, &store.database, &store.error)) {
        appender = appender_create(&store.database, scan, limits, &store.error);
    }
    while (appender != NULL && write(began, "", 1) == 1 &&
           append_batch(&store, appender, &seed)) {
    }
    _exit(1);
}

/* Kills an appender some time after it began its so many-th transaction. */
static void kill_in(struct store *store, const struct appender_limits *limits,
                    uint64_t transactions, uint64_t us, uint64_t seed) {
    char byte;
    int began[2];
    int status;

    CU_ASSERT_EQUAL_FATAL(pipe(began), 0);
    pid_t child = fork();
    if (child == 0) {
        append_until_killed(store->path, store->scan, limits, seed, began[1]);
    }
    close(began[1]);
    for (uint64_t i = 0; i < transactions; i++) {
        CU_ASSERT_EQUAL_FATAL(read(began[0], &byte, 1), 1);
    }
    clock_sleep_until(clock_monotonic_ns() + us * NS_PER_US);
    kill(child, SIGKILL);
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    CU_ASSERT_TRUE(WIFSIGNALED(status));
    close(began[0]);
}

enum { FILES = 6, KILLS = 10 }; /* sixty kills; files stay small enough to recount */

/* Each appender goes on with what the one before left when it was killed; *lagged
 * counts those that had not folded all. */
static int64_t kill_often(uint64_t *random, int *lagged) {
    struct store store;

    store_open(&store);
    database_close(&store.database);
    for (int i = 0; i < KILLS; i++) {
        uint64_t transactions = 1 + draw_below(random, 3);
        uint64_t us = draw_below(random, 4000);

        kill_in(&store, i % 2 == 0 ? &late : &at_once, transactions, us, *random);
        CU_ASSERT_TRUE_FATAL(
            database_reopen(store.path, &store.database, &store.error));
        CU_ASSERT_EQUAL(mismatches(&store), 0);
        *lagged += unfolded(&store) > 0;
        if (i < KILLS - 1) {
            database_close(&store.database);
        }
    }
    int64_t rows = store_number(&store.database, "SELECT count(*) FROM reply_log");
    store_finish(&store);
    return rows;
}

static void a_kill_at_any_time_leaves_summaries_that_equal_a_recount(void) {
    uint64_t random = 10;
    int64_t rows = 0;
    int lagged = 0;

    for (int i = 0; i < FILES; i++) {
        rows += kill_often(&random, &lagged);
    }
    CU_ASSERT_TRUE(rows > FILES * BATCH);
    CU_ASSERT_TRUE(lagged > 0 && lagged < FILES * KILLS);
}

static void append_again(struct store *store, uint64_t seed) {
    struct appender *appender = open_appender(store, &at_once);

    CU_ASSERT_TRUE_FATAL(append_batch(store, appender, &seed));
    appender_destroy(appender);
}

static void replies_that_come_again_after_a_resume_are_duplicates(void) {
    struct store store;

    store_open(&store);
    append_again(&store, 11);
    int64_t rows = store_number(&store.database, "SELECT count(*) FROM reply_log");
    int64_t came =
        store_number(&store.database, "SELECT sum(1 + duplicates) FROM reply_log");
    append_again(&store, 11);
    CU_ASSERT_EQUAL(store_number(&store.database, "SELECT count(*) FROM reply_log"),
                    rows);
    CU_ASSERT_EQUAL(
        store_number(&store.database, "SELECT sum(1 + duplicates) FROM reply_log"),
        2 * came);
    CU_ASSERT_EQUAL(
        store_number(&store.database, "SELECT sum(replies) FROM reply_sort"), rows);
    check_is_silent(&store);
    store_finish(&store);
}

/* What is known of one scan, in one number: every row of its summaries is in it. */
static int64_t digest_of(struct store *store, int scan) {
    char query[400];

    snprintf(query, sizeof(query),
             "SELECT (SELECT total(address * signature) FROM host WHERE scan = %d) + "
             "(SELECT total(hosts * signature) FROM signature WHERE scan = %d) + "
             "(SELECT total(block * probes) FROM block24 WHERE scan = %d) + "
             "(SELECT total(probes * blocks) FROM block24_count WHERE scan = %d) + "
             "(SELECT total(sort * replies + duplicates) FROM reply_sort "
             "WHERE scan = %d)",
             scan, scan, scan, scan, scan);
    return store_number(&store->database, query);
}

/* Appends as a scan that goes on once; what it came to. */
static int64_t append_twice(struct store *store, uint64_t first, uint64_t second) {
    append_again(store, first);
    append_again(store, second);
    check_is_silent(store);
    return digest_of(store, (int)store->scan);
}

/* The second scan draws what the first did, in another order. */
static void a_scan_beside_another_is_folded_as_if_alone(void) {
    struct store store;
    struct store alone;

    store_open(&alone);
    int64_t expected = append_twice(&alone, 13, 12);
    store_finish(&alone);
    store_open(&store);
    int64_t first = append_twice(&store, 12, 13);
    store_add_scan(&store);
    CU_ASSERT_EQUAL(store.scan, 2);
    CU_ASSERT_EQUAL(append_twice(&store, 13, 12), expected);
    CU_ASSERT_EQUAL(digest_of(&store, 1), first);
    CU_ASSERT_NOT_EQUAL(first, expected);
    store_finish(&store);
}

static void the_scan_with_the_highest_number_is_folded(void) {
    struct store store;

    store_open(&store);
    int64_t expected = append_twice(&store, 12, 13);
    store_run(&store, "INSERT INTO scan SELECT 2046, started_us, 0, 'done', version, "
                      "seed, key, targets, attempts, source FROM scan");
    store_add_scan(&store);
    CU_ASSERT_EQUAL(store.scan, 2047);
    CU_ASSERT_EQUAL(append_twice(&store, 12, 13), expected);
    store_finish(&store);
}

static void a_log_of_several_scans_is_folded_on_demand(void) {
    struct store store;

    store_open(&store);
    append_again(&store, 13);
    int64_t first = digest_of(&store, 1);
    store_add_scan(&store);
    append_again(&store, 14);
    int64_t second = digest_of(&store, 2);
    forget_summaries(&store);
    CU_ASSERT_TRUE(fold_log(&store.database, &store.error));
    CU_ASSERT_EQUAL(digest_of(&store, 1), first);
    CU_ASSERT_EQUAL(digest_of(&store, 2), second);
    CU_ASSERT_NOT_EQUAL(first, second);
    check_is_silent(&store);
    store_finish(&store);
}

static void a_row_of_no_scan_is_refused(void) {
    static const char *const rows[] = {
        "INSERT INTO reply_log VALUES (0, NULL, 1, 0, NULL, 0)",
        "INSERT INTO reply_log VALUES (-1, NULL, 1, 0, NULL, 0)",
        "INSERT INTO reply_log VALUES (9223372036854775807, NULL, 1, 0, NULL, 0)",
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct store store;

        store_open(&store);
        CU_ASSERT_EQUAL(sqlite3_exec(store.database.sqlite, rows[i], NULL, NULL, NULL),
                        SQLITE_OK);
        CU_ASSERT_FALSE(fold_log(&store.database, &store.error));
        CHECK_ROW(strstr(store.error.text, "of no known sort") != NULL, rows[i]);
        CU_ASSERT_EQUAL(store_number(&store.database, "SELECT log_row FROM fold"), 0);
        store_finish(&store);
    }
}

static CU_TestInfo cases[] = {
    CASE(summaries_equal_a_recount_after_every_transaction),
    CASE(folding_that_takes_long_lags_behind_the_log_and_ends_with_it),
    CASE(what_a_killed_appender_left_is_folded_by_the_next),
    CASE(a_batch_of_many_addresses_is_folded_slice_by_slice),
    CASE(folding_goes_on_where_it_ended),
    CASE(a_log_that_was_not_folded_is_folded_on_demand),
    CASE(a_kill_at_any_time_leaves_summaries_that_equal_a_recount),
    CASE(replies_that_come_again_after_a_resume_are_duplicates),
    CASE(a_scan_beside_another_is_folded_as_if_alone),
    CASE(the_scan_with_the_highest_number_is_folded),
    CASE(a_log_of_several_scans_is_folded_on_demand),
    CASE(a_row_of_no_scan_is_refused),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"fold", cases};
