/* SPDX-License-Identifier: MIT
 * Sealing changes no reply and no summary, wherever and however often it is broken off.
 */
#include "warehouse/seal.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/watch.h"
#include "random_replies.h"
#include "store.h"
#include "suite.h"
#include "warehouse/appender.h"
#include "warehouse/fold_log.h"
#include "warehouse/seal_log.h"
#include "warehouse/seal_scan.h"

enum { ROWS = 3000 };

/* Many runs and many batches. */
static const struct seal_limits small = {.run_rows = 100, .batch_rows = 64};

static void run(struct store *store, const char *sql) {
    CHECK_ROW(sqlite3_exec(store->database.sqlite, sql, NULL, NULL, NULL) == SQLITE_OK,
              sqlite3_errmsg(store->database.sqlite));
}

static int64_t number(struct store *store, const char *query) {
    return store_number(&store->database, query);
}

static void append(struct store *store, uint64_t seed, int rows) {
    static const struct appender_limits limits = {.rows = ROWS};
    struct appender *appender =
        appender_create(&store->database, store->scan, &limits, &store->error);

    CU_ASSERT_PTR_NOT_NULL_FATAL(appender);
    CU_ASSERT_TRUE_FATAL(random_append(store, appender, (uint64_t)rows, &seed));
    appender_destroy(appender);
}

/* Counts the replies anew, as the writer would have. */
static void count_replies(struct store *store) {
    run(store, "UPDATE reply_sort SET (replies, duplicates) = (SELECT count(*), "
               "coalesce(sum(reply_row.duplicates), 0) FROM reply_row "
               "WHERE reply_row.sort = reply_sort.sort)");
    CU_ASSERT_TRUE_FATAL(fold_log(&store->database, &store->error));
}

/* Gives replies of the log second rows, as those have that come again late: some say
 * the same by other evidence. */
static void repeat(struct store *store) {
    run(store, "INSERT INTO reply_sort SELECT scan, sort + 1000, probe, attempt, kind, "
               "icmp_type, icmp_code, direct, iif(evidence = 3, 1, 3), 0, 0 "
               "FROM reply_sort AS a WHERE kind = 6 AND NOT EXISTS (SELECT 1 FROM "
               "reply_sort AS b WHERE b.probe = a.probe AND b.attempt = a.attempt "
               "AND b.kind = a.kind AND b.direct = a.direct AND b.evidence <> "
               "a.evidence)");
    run(store, "CREATE TEMP TABLE dense AS SELECT scan, sort AS old, row_number() OVER "
               "(ORDER BY sort) - 1 AS new FROM reply_sort ORDER BY sort");
    run(store, "UPDATE reply_sort SET sort = (SELECT new FROM dense WHERE old = sort) "
               "WHERE sort >= 1000");
    run(store, "INSERT INTO reply_log SELECT reply, responder, ttl + 1, time_us + 1, "
               "rtt_us, 2 FROM reply_log WHERE rowid % 5 = 0");
    run(store, "INSERT INTO reply_log SELECT log.reply - a.sort + b.sort, responder, "
               "ttl + 2, time_us - 3, 9, 0 FROM reply_log AS log "
               "JOIN reply_sort AS a ON a.sort = log.reply & 1048575 "
               "JOIN reply_sort AS b ON b.probe = a.probe AND b.attempt = a.attempt "
               "AND b.kind = a.kind AND b.direct = a.direct AND b.evidence <> "
               "a.evidence AND a.kind = 6 WHERE log.rowid % 3 = 0");
    run(store, "DROP TABLE dense");
    count_replies(store);
}

/* In a file of its own, since a results file has no room for other tables. */
static void attach_memory(struct store *store) {
    char attach[160];

    snprintf(attach, sizeof(attach), "ATTACH '%s' AS memory",
             scratch_path(&store->scratch, "memory.db"));
    run(store, attach);
}

static void make_memory(struct store *store) {
    scratch_write(&store->scratch, "memory.db", "", 0);
    attach_memory(store);
}

static void remember_replies(struct store *store) {
    run(store, "DROP TABLE IF EXISTS memory.before");
    run(store, "CREATE TABLE memory.before AS SELECT * FROM distinct_reply");
}

static void reopen(struct store *store) {
    CU_ASSERT_TRUE_FATAL(database_reopen(store->path, &store->database, &store->error));
    attach_memory(store);
}

static void open_with_replies(struct store *store) {
    store_open(store);
    append(store, 21, ROWS);
    repeat(store);
    make_memory(store);
    remember_replies(store);
    CU_ASSERT_TRUE_FATAL(number(store,
                                "SELECT count(*) > (SELECT count(*) FROM before) + 500 "
                                "FROM reply_log") == 1);
}

/* The replies are those that were there, and all summaries agree with them. */
static void check_is_sound(struct store *store) {
    CU_ASSERT_EQUAL(number(store, "SELECT count(*) FROM (SELECT * FROM before EXCEPT "
                                  "SELECT * FROM distinct_reply)"),
                    0);
    CU_ASSERT_EQUAL(number(store, "SELECT count(*) FROM (SELECT * FROM distinct_reply "
                                  "EXCEPT SELECT * FROM before)"),
                    0);
    CU_ASSERT_EQUAL(number(store, "SELECT count(*) FROM summary_mismatch"), 0);
}

static void check_is_sealed(struct store *store) {
    check_is_sound(store);
    CU_ASSERT_EQUAL(number(store, "SELECT count(*) FROM reply_log"), 0);
    CU_ASSERT_EQUAL(number(store, "SELECT count(*) FROM sealing"), 0);
    CU_ASSERT_EQUAL(number(store, "SELECT log_row FROM fold"), 0);
    CU_ASSERT_EQUAL(number(store, "SELECT count(*) - (SELECT count(*) FROM before) "
                                  "FROM reply_row"),
                    0);
    CU_ASSERT_EQUAL(number(store, "SELECT sum(replies) - (SELECT count(*) FROM before) "
                                  "FROM reply_sort"),
                    0);
    CU_ASSERT_EQUAL(number(store, "SELECT sum(duplicates) - (SELECT sum(duplicates) "
                                  "FROM before) FROM reply_sort"),
                    0);
    CU_ASSERT_EQUAL(number(store, "SELECT count(*) FROM reply_other WHERE duplicates "
                                  "= 0 AND responder = (reply >> 20) & 4294967295"),
                    0);
}

static bool seal_by(struct store *store, const struct seal_limits *limits) {
    struct watch watch;

    watch_start(&watch, true);
    bool is_ok = seal_log(&store->database, limits, &watch, &store->error);
    watch_end(&watch);
    return is_ok;
}

static void every_reply_is_sealed_once_however_it_came(void) {
    static const struct seal_limits limits[] = {
        {.run_rows = 1 << 16, .batch_rows = 1 << 16},
        {.run_rows = 100, .batch_rows = 64},
        {.run_rows = 1000, .batch_rows = 1},
        {.run_rows = 1, .batch_rows = 1000},
    };

    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
        struct store store;

        open_with_replies(&store);
        CU_ASSERT_TRUE(seal_by(&store, &limits[i]));
        check_is_sealed(&store);
        store_finish(&store);
    }
}

static void the_last_scan_that_a_file_has_room_for_is_sealed_too(void) {
    struct store store;

    store_open(&store);
    run(&store, "UPDATE scan SET scan = 2047; UPDATE probe SET scan = 2047");
    store.scan = 2047;
    append(&store, 21, ROWS);
    run(&store, "INSERT INTO reply_log SELECT (reply & (4095 << 52)) | (0xffffffff << "
                "20) | (reply & 1048575), NULL, 1, 2, 3, 0 FROM reply_log "
                "WHERE responder IS NULL LIMIT 1");
    count_replies(&store);
    make_memory(&store);
    remember_replies(&store);
    CU_ASSERT_TRUE(seal_by(&store, &(struct seal_limits){100, 1}));
    check_is_sealed(&store);
    store_finish(&store);
}

static void sealing_gives_back_the_space_of_the_log(void) {
    struct store store;
    struct watch watch;

    open_with_replies(&store);
    int64_t pages = number(&store, "PRAGMA page_count");
    for (int i = 0; i < 2; i++) { /* the second time, there is nothing to do */
        watch_start(&watch, true);
        CU_ASSERT_TRUE(seal(&store.database, &watch, &store.error));
        watch_end(&watch);
        CU_ASSERT_TRUE(number(&store, "PRAGMA page_count") < pages);
        CU_ASSERT_EQUAL(number(&store, "PRAGMA freelist_count"), 0);
    }
    store_finish(&store);
}

static void a_file_that_cannot_shrink_by_itself_is_made_anew(void) {
    struct store store;
    struct watch watch;

    open_with_replies(&store);
    run(&store, "PRAGMA auto_vacuum = NONE; VACUUM");
    CU_ASSERT_EQUAL(number(&store, "PRAGMA auto_vacuum"), 0);
    watch_start(&watch, true);
    CU_ASSERT_TRUE(seal(&store.database, &watch, &store.error));
    watch_end(&watch);
    CU_ASSERT_EQUAL(number(&store, "PRAGMA freelist_count"), 0);
    CU_ASSERT_EQUAL(number(&store, "PRAGMA auto_vacuum"), 2);
    store_finish(&store);
}

static void what_comes_after_sealing_joins_what_is_sealed(void) {
    struct store store;

    open_with_replies(&store);
    CU_ASSERT_TRUE_FATAL(seal_by(&store, &small));
    append(&store, 21, ROWS); /* all of these are sealed already */
    append(&store, 22, ROWS / 2);
    repeat(&store);
    remember_replies(&store);
    CU_ASSERT_TRUE(number(&store, "SELECT count(*) FROM reply_log") > ROWS);
    CU_ASSERT_TRUE(seal_by(&store, &small));
    check_is_sealed(&store);
    store_finish(&store);
}

/* Sealing fails at the batch that reaches this share of the targets. */
static void break_off(struct store *store, const char *at_target) {
    char sql[256];

    snprintf(sql, sizeof(sql),
             "CREATE TEMP TRIGGER breaking BEFORE UPDATE ON sealing "
             "WHEN (NEW.reply >> 20) & 4294967295 > %s "
             "BEGIN SELECT RAISE(ABORT, 'broken off'); END",
             at_target);
    run(store, sql);
    CU_ASSERT_FALSE(seal_by(store, &small));
    CU_ASSERT_PTR_NOT_NULL(strstr(store->error.text, "broken off"));
    run(store, "DROP TRIGGER breaking");
    CU_ASSERT_TRUE(number(store, "SELECT reply > 0 FROM sealing") == 1);
    check_is_sound(store);
}

static void sealing_goes_on_where_it_was_broken_off(void) {
    struct store store;

    open_with_replies(&store);
    break_off(&store, "0xc0000080");
    break_off(&store, "0xc0000200");
    CU_ASSERT_TRUE(seal_by(&store, &small));
    check_is_sealed(&store);
    store_finish(&store);
}

static void a_scan_that_goes_on_leaves_the_rows_being_sealed_alone(void) {
    struct store store;

    open_with_replies(&store);
    break_off(&store, "0xc0000200");
    append(&store, 21, ROWS);
    append(&store, 22, ROWS / 2);
    remember_replies(&store);
    CU_ASSERT_TRUE(seal_by(&store, &small));
    check_is_sealed(&store);
    store_finish(&store);
}

/* Fails when that row of the log is to be deleted. */
static void break_off_emptying(struct store *store, int row) {
    char sql[160];

    snprintf(sql, sizeof(sql),
             "CREATE TEMP TRIGGER breaking BEFORE DELETE ON reply_log "
             "WHEN OLD.rowid = %d BEGIN SELECT RAISE(ABORT, 'broken off'); END",
             row);
    run(store, sql);
    CU_ASSERT_FALSE(seal_by(store, &small));
    CU_ASSERT_PTR_NOT_NULL(strstr(store->error.text, "broken off"));
    run(store, "DROP TRIGGER breaking");
    CU_ASSERT_EQUAL(number(store, "SELECT is_verified FROM sealing"), 1);
    check_is_sound(store);
}

static void emptying_the_log_goes_on_where_it_was_broken_off(void) {
    struct store store;

    open_with_replies(&store);
    int64_t rows = number(&store, "SELECT count(*) FROM reply_log");
    break_off_emptying(&store, (int)rows - 1); /* the first that is deleted */
    CU_ASSERT_EQUAL(number(&store, "SELECT count(*) FROM reply_log"), rows);
    break_off_emptying(&store, 1); /* the last: all others are gone */
    CU_ASSERT_TRUE(seal_by(&store, &small));
    check_is_sealed(&store);
    store_finish(&store);
}

/* The rows that were verified are gone, but not the note that they are to go. */
static void the_end_of_emptying_is_gone_on_with_after_a_scan_has_gone_on(void) {
    struct store store;

    open_with_replies(&store);
    int64_t rows = number(&store, "SELECT count(*) FROM reply_log");
    break_off_emptying(&store, (int)rows - 1);
    append(&store, 22, ROWS / 2);
    remember_replies(&store);
    run(&store, "CREATE TEMP TRIGGER breaking BEFORE DELETE ON sealing "
                "BEGIN SELECT RAISE(ABORT, 'broken off'); END");
    CU_ASSERT_FALSE(seal_by(&store, &small));
    CU_ASSERT_PTR_NOT_NULL(strstr(store.error.text, "broken off"));
    run(&store, "DROP TRIGGER breaking");
    CU_ASSERT_EQUAL(number(&store, "SELECT count(*) FROM reply_log, sealing "
                                   "WHERE reply_log.rowid <= sealing.log_row"),
                    0);
    check_is_sound(&store);
    CU_ASSERT_TRUE(seal_by(&store, &small));
    check_is_sealed(&store);
    store_finish(&store);
}

static void sealing_that_an_older_version_broke_off_is_gone_on_with(void) {
    struct store store;

    open_with_replies(&store);
    break_off(&store, "0xc0000200");
    store_make_older(&store, 10);
    database_close(&store.database);
    reopen(&store);
    check_is_sound(&store);
    CU_ASSERT_TRUE(seal_by(&store, &small));
    check_is_sealed(&store);
    store_finish(&store);
}

static void a_scan_that_goes_on_keeps_what_comes_while_the_log_is_emptied(void) {
    struct store store;

    open_with_replies(&store);
    int64_t rows = number(&store, "SELECT count(*) FROM reply_log");
    break_off_emptying(&store, (int)rows - 1 - 2 * (int)small.batch_rows);
    CU_ASSERT_TRUE(number(&store, "SELECT count(*) FROM reply_log") < rows);
    append(&store, 22, ROWS / 2);
    remember_replies(&store);
    check_is_sound(&store);
    CU_ASSERT_TRUE(seal_by(&store, &small));
    check_is_sealed(&store);
    store_finish(&store);
}

static void what_was_changed_meanwhile_is_refused_every_time(void) {
    static const char *const changes[] = {
        "UPDATE reply SET ttl = ttl - 1 WHERE reply = (SELECT min(reply) FROM reply)",
        "UPDATE reply SET time_us = 0 WHERE reply = (SELECT min(reply) FROM reply)",
        "DELETE FROM reply WHERE reply = (SELECT min(reply) FROM reply)",
        "UPDATE reply_other SET duplicates = duplicates + 1 "
        "WHERE reply = (SELECT min(reply) FROM reply_other)",
        "UPDATE reply_log SET rtt_us = 77 WHERE rowid = 1",
        "DELETE FROM reply_log WHERE rowid = (SELECT max(rowid) FROM reply_log "
        "WHERE reply < (SELECT reply FROM sealing))",
    };

    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
        struct store store;

        open_with_replies(&store);
        break_off(&store, "0xc0000200");
        run(&store, changes[i]);
        int64_t rows = number(&store, "SELECT count(*) FROM reply_log");
        for (int attempt = 0; attempt < 3; attempt++) {
            CHECK_ROW(!seal_by(&store, &small), changes[i]);
            CHECK_ROW(strstr(store.error.text, "not those of its log") != NULL,
                      store.error.text);
            CU_ASSERT_EQUAL(number(&store, "SELECT count(*) FROM reply_log"), rows);
        }
        store_finish(&store);
    }
}

static void sealing_beyond_the_log_is_refused(void) {
    static const char *const ends[] = {
        "UPDATE sealing SET log_row = log_row + 1",
        "UPDATE sealing SET log_row = log_row + 1, is_verified = 1",
        "UPDATE sealing SET log_row = 9223372036854775807, is_verified = 1",
    };

    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        struct store store;

        open_with_replies(&store);
        break_off(&store, "0xc0000200");
        int64_t rows = number(&store, "SELECT count(*) FROM reply_log");
        run(&store, ends[i]);
        CHECK_ROW(!seal_by(&store, &small), ends[i]);
        CHECK_ROW(strstr(store.error.text, "are missing") != NULL, store.error.text);
        CU_ASSERT_EQUAL(number(&store, "SELECT count(*) FROM reply_log"), rows);
        store_finish(&store);
    }
}

static void a_signal_interrupts_and_nothing_is_lost(void) {
    struct store store;
    struct watch watch;

    open_with_replies(&store);
    signal(SIGINT, SIG_DFL); /* tests in the background begin with it ignored */
    watch_start(&watch, true);
    raise(SIGINT);
    CU_ASSERT_FALSE(seal_log(&store.database, &small, &watch, &store.error));
    watch_end(&watch);
    CU_ASSERT_PTR_NOT_NULL(strstr(store.error.text, "interrupted"));
    check_is_sound(&store);
    CU_ASSERT_TRUE(seal_by(&store, &small));
    check_is_sealed(&store);
    store_finish(&store);
}

static void rows_of_no_scan_are_refused(void) {
    static const char *const rows[] = {
        "INSERT INTO reply_log VALUES (1, NULL, 1, 0, NULL, 0)",
        "INSERT INTO reply_log VALUES (-1, NULL, 1, 0, NULL, 0)",
        "INSERT INTO reply_log VALUES (9223372036854775807, NULL, 1, 0, NULL, 0)",
        "INSERT INTO reply_log VALUES ((1 << 52) + 1048575, NULL, 1, 0, NULL, 0)",
        "INSERT INTO reply_log SELECT reply + (1 << 52), NULL, 1, 0, NULL, 0 "
        "FROM reply_log WHERE rowid = 1; INSERT INTO reply_log SELECT reply, NULL, 1, "
        "0, NULL, 0 FROM reply_log WHERE rowid = 1",
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct store store;

        open_with_replies(&store);
        run(&store, rows[i]);
        int64_t count = number(&store, "SELECT count(*) FROM reply_log");
        CHECK_ROW(!seal_by(&store, &small), rows[i]);
        CU_ASSERT_EQUAL(number(&store, "SELECT count(*) FROM reply_log"), count);
        store_finish(&store);
    }
}

/* Kills. */

static void seal_in_child(const char *path) {
    struct store store;

    _exit(database_reopen(path, &store.database, &store.error) &&
                  seal_by(&store, &small)
              ? 0
              : 1);
}

/* Whether the child was done before it was killed. */
static bool kill_in(struct store *store, uint64_t us) {
    int status;
    pid_t child = fork();

    if (child == 0) {
        seal_in_child(store->path);
    }
    clock_sleep_until(clock_monotonic_ns() + us * NS_PER_US);
    kill(child, SIGKILL);
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    CU_ASSERT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
    return !WIFSIGNALED(status);
}

static void a_kill_at_any_time_loses_nothing(void) {
    uint64_t random = 12;
    int kills = 0;

    for (int file = 0; file < 3; file++) {
        struct store store;
        bool is_done = false;

        open_with_replies(&store);
        for (uint64_t us = 8000; !is_done; us += us / 4) { /* so that it ends */
            database_close(&store.database);
            is_done = kill_in(&store, draw_below(&random, us));
            reopen(&store);
            check_is_sound(&store);
            kills += !is_done;
        }
        check_is_sealed(&store);
        store_finish(&store);
    }
    CU_ASSERT_TRUE(kills >= 15);
}

static CU_TestInfo cases[] = {
    CASE(every_reply_is_sealed_once_however_it_came),
    CASE(the_last_scan_that_a_file_has_room_for_is_sealed_too),
    CASE(sealing_gives_back_the_space_of_the_log),
    CASE(a_file_that_cannot_shrink_by_itself_is_made_anew),
    CASE(what_comes_after_sealing_joins_what_is_sealed),
    CASE(sealing_goes_on_where_it_was_broken_off),
    CASE(emptying_the_log_goes_on_where_it_was_broken_off),
    CASE(the_end_of_emptying_is_gone_on_with_after_a_scan_has_gone_on),
    CASE(sealing_that_an_older_version_broke_off_is_gone_on_with),
    CASE(a_scan_that_goes_on_keeps_what_comes_while_the_log_is_emptied),
    CASE(a_scan_that_goes_on_leaves_the_rows_being_sealed_alone),
    CASE(what_was_changed_meanwhile_is_refused_every_time),
    CASE(sealing_beyond_the_log_is_refused),
    CASE(a_signal_interrupts_and_nothing_is_lost),
    CASE(rows_of_no_scan_are_refused),
    CASE(a_kill_at_any_time_loses_nothing),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"seal", cases};
