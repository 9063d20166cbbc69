/* SPDX-License-Identifier: MIT
 * The stream has the replies of the view distinct_reply, each once, by target, whatever
 * state the file is in; and what no scan stores, it refuses. */
#include "warehouse/reply_stream.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/watch.h"
#include "random_replies.h"
#include "store.h"
#include "suite.h"
#include "warehouse/appender.h"
#include "warehouse/fold_log.h"
#include "warehouse/log_row.h"
#include "warehouse/reply_key.h"
#include "warehouse/seal_log.h"
#include "warehouse/seal_scan.h"

enum { ROWS = 3000, MANY_ROWS = 40000 };

static void append(struct store *store, uint64_t seed, uint64_t rows) {
    const struct appender_limits limits = {.rows = (size_t)rows};
    struct appender *appender =
        appender_create(&store->database, store->scan, &limits, &store->error);

    CU_ASSERT_PTR_NOT_NULL_FATAL(appender);
    CU_ASSERT_TRUE_FATAL(random_append(store, appender, rows, &seed));
    appender_destroy(appender);
}

/* Some replies of the log come again, earlier or later. */
static void repeat(struct store *store) {
    store_run(store, "INSERT INTO reply_log SELECT reply, responder, ttl + 1, "
                     "time_us + iif(rowid % 2, 1, -1), 7, 2 FROM reply_log "
                     "WHERE rowid % 5 = 0");
    store_run(store, "UPDATE reply_sort SET replies = counted.replies, "
                     "duplicates = counted.duplicates FROM (SELECT scan, sort, "
                     "count(*) AS replies, sum(duplicates) AS duplicates "
                     "FROM reply_row GROUP BY scan, sort) AS counted "
                     "WHERE counted.scan = reply_sort.scan "
                     "AND counted.sort = reply_sort.sort");
    CU_ASSERT_TRUE_FATAL(fold_log(&store->database, &store->error));
}

static void open_with_replies(struct store *store) {
    store_open(store);
    append(store, 31, ROWS);
    repeat(store);
}

static bool seal_now(struct store *store) {
    static const struct seal_limits small = {.run_rows = 100, .batch_rows = 64};
    struct watch watch;

    watch_start(&watch, true);
    bool is_ok = seal_log(&store->database, &small, &watch, &store->error);
    watch_end(&watch);
    return is_ok;
}

static void break_off_sealing(struct store *store) {
    store_run(store, "CREATE TEMP TRIGGER breaking BEFORE UPDATE ON sealing "
                     "WHEN (NEW.reply >> 20) & 4294967295 > 0xc0000180 "
                     "BEGIN SELECT RAISE(ABORT, 'broken off'); END");
    CU_ASSERT_FALSE(seal_now(store));
    store_run(store, "DROP TRIGGER breaking");
    CU_ASSERT_EQUAL(store_number(&store->database, "SELECT reply > 0 FROM sealing"), 1);
}

static void keep(sqlite3_stmt *insert, const struct log_row *row) {
    sqlite3_bind_int64(insert, 1, row->reply);
    sqlite3_bind_int64(insert, 2, row->responder);
    sqlite3_bind_int64(insert, 3, row->ttl);
    sqlite3_bind_int64(insert, 4, row->time_us);
    sqlite3_bind_int64(insert, 5, row->rtt_us);
    sqlite3_bind_int64(insert, 6, row->duplicates);
    CU_ASSERT_EQUAL(sqlite3_step(insert), SQLITE_DONE);
    sqlite3_reset(insert);
}

/* All rows into a table of this connection, if none is refused. */
static bool stream_all(struct store *store, int64_t scan) {
    sqlite3_stmt *insert = NULL;
    struct reply_stream *stream =
        reply_stream_open(&store->database, scan, &store->error);
    struct log_row row;
    uint32_t last = 0;
    bool is_end = false;
    bool is_ok = stream != NULL;

    CU_ASSERT_EQUAL_FATAL(
        sqlite3_prepare_v2(store->database.sqlite,
                           "INSERT INTO streamed VALUES (?, ?, ?, ?, nullif(?, -1), ?)",
                           -1, &insert, NULL),
        SQLITE_OK);
    while (is_ok && !is_end) {
        is_ok = reply_stream_next(stream, &row, &is_end, &store->error);
        if (is_ok && !is_end) {
            CU_ASSERT_EQUAL(row.is_direct,
                            row.responder == reply_key_target(row.reply));
            CU_ASSERT_TRUE(reply_key_target(row.reply) >= last);
            last = reply_key_target(row.reply);
            keep(insert, &row);
        }
    }
    sqlite3_finalize(insert);
    reply_stream_close(stream);
    return is_ok;
}

static uint64_t count_rest(struct store *store, struct reply_stream *stream) {
    struct log_row row;
    uint64_t rows = 0;
    bool is_end = false;

    while (reply_stream_next(stream, &row, &is_end, &store->error) && !is_end) {
        rows++;
    }
    CU_ASSERT_TRUE(is_end);
    return rows;
}

/* Both with the columns of the view. */
static const char make_both[] =
    "CREATE TEMP TABLE viewed AS SELECT scan, target, probe, attempt, responder, kind, "
    "icmp_type, icmp_code, time_us, ttl, rtt_us, evidence, duplicates "
    "FROM distinct_reply WHERE scan = %lld;"
    "CREATE TEMP TABLE named AS SELECT scan, reply >> 20 & 4294967295, probe, attempt, "
    "streamed.responder, kind, icmp_type, icmp_code, time_us, ttl, rtt_us, evidence, "
    "streamed.duplicates FROM streamed JOIN reply_sort ON scan = reply >> 52 "
    "AND sort = reply & 1048575";

static int64_t number(struct store *store, const char *query) {
    return store_number(&store->database, query);
}

static void check_stream(struct store *store, int64_t scan, const char *state) {
    char sql[1024];

    store_run(store, "CREATE TEMP TABLE streamed (reply, responder, ttl, time_us, "
                     "rtt_us, duplicates)");
    store_run(store, "BEGIN");
    CHECK_ROW(stream_all(store, scan), state);
    store_run(store, "COMMIT");
    snprintf(sql, sizeof(sql), make_both, (long long)scan);
    store_run(store, sql);
    CHECK_ROW(number(store, "SELECT count(*) FROM viewed") > ROWS / 2, state);
    CHECK_ROW(number(store, "SELECT count(*) - (SELECT count(*) FROM named) "
                            "FROM viewed") == 0,
              state);
    CHECK_ROW(number(store, "SELECT count(*) FROM (SELECT * FROM viewed EXCEPT "
                            "SELECT * FROM named)") == 0,
              state);
    store_run(store, "DROP TABLE streamed; DROP TABLE viewed; DROP TABLE named");
}

static void replies_are_those_of_the_view_in_every_state(void) {
    struct store store;

    open_with_replies(&store);
    check_stream(&store, 1, "in the log");
    break_off_sealing(&store);
    check_stream(&store, 1, "partly sealed");
    append(&store, 32, ROWS / 2);
    repeat(&store);
    check_stream(&store, 1, "partly sealed, and more came");
    CU_ASSERT_TRUE_FATAL(seal_now(&store));
    check_stream(&store, 1, "sealed");
    append(&store, 31, ROWS / 2);
    append(&store, 33, ROWS / 2);
    repeat(&store);
    check_stream(&store, 1, "sealed, and the same and others came");
    store_finish(&store);
}

/* Sealed, and sorted as it is read. */
static void a_stream_has_the_same_replies_again_when_rewound(void) {
    for (int is_sealed = 0; is_sealed < 2; is_sealed++) {
        struct store store;
        struct log_row first;
        struct log_row again;
        bool is_end = false;

        open_with_replies(&store);
        CU_ASSERT_TRUE(!is_sealed || seal_now(&store));
        CU_ASSERT_TRUE(
            database_run(&store.database, STATEMENT_BEGIN_READING, &store.error));
        struct reply_stream *stream =
            reply_stream_open(&store.database, store.scan, &store.error);
        CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
        CU_ASSERT_TRUE(reply_stream_next(stream, &first, &is_end, &store.error));
        uint64_t rows = count_rest(&store, stream);
        CU_ASSERT_TRUE(rows > ROWS / 2);
        CU_ASSERT_TRUE_FATAL(reply_stream_rewind(stream, &store.error));
        CU_ASSERT_TRUE(reply_stream_next(stream, &again, &is_end, &store.error));
        CU_ASSERT_EQUAL(first.reply, again.reply);
        CU_ASSERT_EQUAL(count_rest(&store, stream), rows);
        reply_stream_close(stream);
        store_finish(&store);
    }
}

static void scans_are_kept_apart(void) {
    struct store store;

    open_with_replies(&store);
    store_add_scan(&store);
    append(&store, 41, ROWS);
    CU_ASSERT_TRUE_FATAL(seal_now(&store));
    store_add_scan(&store);
    append(&store, 42, ROWS);
    for (int64_t scan = 1; scan <= 3; scan++) {
        check_stream(&store, scan, "one of three");
    }
    store_finish(&store);
}

static void a_scan_without_replies_has_none(void) {
    struct store store;
    struct log_row row;
    bool is_end = false;

    open_with_replies(&store);
    store_add_scan(&store);
    struct reply_stream *stream =
        reply_stream_open(&store.database, store.scan, &store.error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
    for (int i = 0; i < 2; i++) {
        CU_ASSERT_TRUE(reply_stream_next(stream, &row, &is_end, &store.error));
        CU_ASSERT_TRUE(is_end);
    }
    reply_stream_close(stream);
    store_finish(&store);
}

/* A row that is damaged in a file that is not. */
static void check_refused(struct store *store, const char *damage) {
    store_run(store, "SAVEPOINT sound");
    store_run(store, damage);
    store_run(store, "CREATE TEMP TABLE streamed (reply, responder, ttl, time_us, "
                     "rtt_us, duplicates)");
    CHECK_ROW(!stream_all(store, 1), damage);
    CHECK_ROW(strstr(store->error.text, "is damaged: a reply of scan 1") != NULL,
              damage);
    store_run(store, "ROLLBACK TO sound");
    store_run(store, "RELEASE sound");
}

static void what_no_scan_stores_is_refused(void) {
    static const char *const rows[] = {
        "(1 << 52) + 5, 1 << 33, 60, 5, 6, 0", "(1 << 52) + 5, -1, 60, 5, 6, 0",
        "(1 << 52) + 5, 9, 256, 5, 6, 0",      "(1 << 52) + 5, 9, -1, 5, 6, 0",
        "(1 << 52) + 5, 9, 60, 1 << 62, 6, 0", "(1 << 52) + 5, 9, 60, -(1 << 62), 6, 0",
        "(1 << 52) + 5, 9, 60, 5, -6, 0",      "(1 << 52) + 5, 9, 60, 5, 6, -1",
        "(1 << 52) + 1048575, 9, 60, 5, 6, 0",
    };
    struct store store;
    char damage[160];

    open_with_replies(&store);
    CU_ASSERT_TRUE_FATAL(seal_now(&store));
    store_run(&store, "PRAGMA ignore_check_constraints = ON");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        snprintf(damage, sizeof(damage), "INSERT INTO reply_log VALUES (%s)", rows[i]);
        check_refused(&store, damage);
        snprintf(damage, sizeof(damage), "INSERT INTO reply_other VALUES (%s)",
                 rows[i]);
        check_refused(&store, damage);
    }
    check_refused(&store, "INSERT INTO reply VALUES ((1 << 52) + 1048575, 1, 2, 3)");
    check_refused(&store, "INSERT INTO reply VALUES (1 << 52, 256, 2, 3)");
    check_refused(&store, "INSERT INTO reply VALUES (1 << 52, 1, 2, -3)");
    store_finish(&store);
}

static void duplicates_beyond_all_counting_are_refused(void) {
    struct store store;

    open_with_replies(&store);
    check_refused(&store, "INSERT INTO reply_log SELECT reply, responder, 1, 2, 3, "
                          "9223372036854775807 FROM reply_log WHERE rowid < 3");
    store_finish(&store);
}

static void a_signal_that_waits_ends_sorting(void) {
    struct store store;
    struct watch watch;

    store_open(&store);
    append(&store, 51, MANY_ROWS);
    CU_ASSERT_TRUE_FATAL(
        store_number(&store.database, "SELECT count(*) FROM reply_log") > 1 << 14);
    watch_start(&watch, true);
    raise(SIGTERM);
    CU_ASSERT_PTR_NULL(reply_stream_open(&store.database, 1, &store.error));
    CU_ASSERT_PTR_NOT_NULL(strstr(store.error.text, "interrupted"));
    CU_ASSERT_FALSE(watch_step(&watch, "waiting", -1));
    struct reply_stream *stream = reply_stream_open(&store.database, 1, &store.error);
    CU_ASSERT_PTR_NOT_NULL(stream);
    reply_stream_close(stream);
    watch_end(&watch);
    store_finish(&store);
}

static CU_TestInfo cases[] = {
    CASE(replies_are_those_of_the_view_in_every_state),
    CASE(a_stream_has_the_same_replies_again_when_rewound),
    CASE(scans_are_kept_apart),
    CASE(a_scan_without_replies_has_none),
    CASE(what_no_scan_stores_is_refused),
    CASE(duplicates_beyond_all_counting_are_refused),
    CASE(a_signal_that_waits_ends_sorting),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"reply_stream", cases};
