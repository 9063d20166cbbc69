/* SPDX-License-Identifier: MIT
 * The write-ahead log stays bounded whoever reads, and nothing is lost over that. */
#include "warehouse/wal_guard.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/watch.h"
#include "random_replies.h"
#include "store.h"
#include "suite.h"
#include "warehouse/appender.h"
#include "warehouse/seal_log.h"
#include "warehouse/seal_scan.h"
#include "warehouse/window_counts.h"
#include "warehouse/writer.h"

enum { LIMIT = 1 << 19, AUTOCHECKPOINT = 1000 * 4096, DEADLINE_S = 60 };

static const struct wal_limits patient = {LIMIT, 20, 1000 * DEADLINE_S};
static const struct wal_limits hasty = {LIMIT, 20, 100};

/* A connection of another program. */
struct reader {
    sqlite3 *sqlite;
    sqlite3_stmt *rows;
};

/* Begins to read, and so keeps what was written until now. */
static void begin_reading(struct reader *reader, const char *path) {
    static const char query[] = "SELECT name FROM sqlite_schema";

    *reader = (struct reader){0};
    CU_ASSERT_EQUAL_FATAL(
        sqlite3_open_v2(path, &reader->sqlite, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    CU_ASSERT_EQUAL_FATAL(
        sqlite3_prepare_v2(reader->sqlite, query, -1, &reader->rows, NULL), SQLITE_OK);
    CU_ASSERT_EQUAL_FATAL(sqlite3_step(reader->rows), SQLITE_ROW);
}

static void end_reading(struct reader *reader) {
    sqlite3_finalize(reader->rows);
    sqlite3_close(reader->sqlite);
}

static int64_t wal_bytes(struct store *store) {
    char path[160];
    struct stat status;

    snprintf(path, sizeof(path), "%s-wal", store->path);
    return stat(path, &status) == 0 ? status.st_size : 0;
}

static void write_to_wal(struct store *store, int64_t bytes) {
    store_run(store, "CREATE TABLE IF NOT EXISTS filling (bytes BLOB)");
    while (wal_bytes(store) <= bytes) {
        store_run(store, "INSERT INTO filling VALUES (zeroblob(100000))");
    }
}

static enum wal_state look(struct store *store, struct wal_guard *guard) {
    return wal_guard_look(guard, &store->database, &store->error);
}

static void without_readers_it_is_emptied(void) {
    struct wal_guard guard = {.limits = patient};
    struct store store;

    store_open(&store);
    CU_ASSERT_EQUAL(look(&store, &guard), WAL_BOUNDED);
    CU_ASSERT_TRUE(wal_bytes(&store) > 0); /* small enough to be left alone */
    write_to_wal(&store, LIMIT);
    CU_ASSERT_EQUAL(look(&store, &guard), WAL_BOUNDED);
    CU_ASSERT_EQUAL(wal_bytes(&store), 0);
    store_finish(&store);
}

static void while_somebody_reads_it_is_held_until_patience_is_over(void) {
    struct wal_guard patiently = {.limits = patient};
    struct wal_guard hastily = {.limits = hasty};
    struct wal_guard unlimited = {.limits = {0}};
    struct reader reader;
    struct store store;

    store_open(&store);
    begin_reading(&reader, store.path);
    write_to_wal(&store, LIMIT);
    CU_ASSERT_EQUAL(look(&store, &unlimited), WAL_BOUNDED);
    CU_ASSERT_EQUAL(look(&store, &patiently), WAL_HELD);
    CU_ASSERT_TRUE(patiently.bytes > LIMIT);
    CU_ASSERT_EQUAL(look(&store, &hastily), WAL_HELD);
    clock_sleep_until(clock_monotonic_ns() + 150 * NS_PER_MS);
    CU_ASSERT_EQUAL(look(&store, &hastily), WAL_HELD_TOO_LONG);
    CU_ASSERT_EQUAL(look(&store, &patiently), WAL_HELD);
    end_reading(&reader);
    CU_ASSERT_EQUAL(look(&store, &patiently), WAL_BOUNDED);
    CU_ASSERT_EQUAL(wal_bytes(&store), 0);
    CU_ASSERT_EQUAL(look(&store, &hastily), WAL_BOUNDED); /* and patient again */
    store_finish(&store);
}

/* The writer. */

static void on_failure(void *context) {
    (void)context;
    CU_FAIL("the writer failed");
}

static void on_hold(void *changes) {
    atomic_fetch_add((atomic_uint *)changes, 1);
}

static struct writer_thread *start(struct store *store, const struct wal_limits *limits,
                                   atomic_uint *changes) {
    static const struct window_counts windows; /* none */
    const struct writer_parts parts = {
        .database = &store->database,
        .scan = store->scan,
        .slots = 5000,
        .windows = &windows,
        .on_failure = on_failure,
        .on_hold = on_hold,
        .context = changes,
        .wal_limits = *limits,
    };
    struct writer_thread *writer = writer_start(&parts, &store->error);

    CU_ASSERT_PTR_NOT_NULL_FATAL(writer);
    return writer;
}

static void put_replies(struct writer_thread *writer, uint64_t *random, int count) {
    for (int i = 0; i < count; i++) {
        struct reply_facts facts = random_facts(random);

        facts.reply.target += (uint32_t)draw_below(random, 1 << 20) << 2;
        facts.reply.responder = facts.reply.target;
        while (!writer_put_reply(writer, &facts)) {
            sched_yield();
        }
    }
}

/* Replies keep coming until that is how it is; false if it never is. */
static bool put_until(struct writer_thread *writer, enum writer_hold hold,
                      uint64_t *random, uint64_t *put) {
    uint64_t deadline_ns =
        clock_monotonic_ns() + (uint64_t)DEADLINE_S * (uint64_t)NS_PER_S;

    while (writer_hold(writer) != hold && clock_monotonic_ns() < deadline_ns) {
        put_replies(writer, random, 100);
        *put += 100;
        clock_sleep_until(clock_monotonic_ns() + NS_PER_MS);
    }
    return writer_hold(writer) == hold;
}

static void check_all_written(struct store *store, uint64_t put) {
    CU_ASSERT_EQUAL(
        store_number(&store->database,
                     "SELECT sum(replies) + sum(duplicates) FROM reply_sort"),
        (int64_t)put);
    CU_ASSERT_EQUAL(
        store_number(&store->database, "SELECT count(*) FROM summary_mismatch"), 0);
}

static void the_writer_holds_until_the_reader_leaves(void) {
    atomic_uint changes = 0;
    struct reader reader;
    struct store store;
    uint64_t random = 3;
    uint64_t put = 0;

    store_open(&store);
    begin_reading(&reader, store.path);
    struct writer_thread *writer = start(&store, &patient, &changes);
    CU_ASSERT_TRUE(put_until(writer, WRITER_HELD, &random, &put));
    CU_ASSERT_TRUE(writer_wal_bytes(writer) > LIMIT);
    put_replies(writer, &random, 1000); /* what was in flight */
    put += 1000;
    end_reading(&reader);
    CU_ASSERT_TRUE(put_until(writer, WRITER_FREE, &random, &put));
    CU_ASSERT_EQUAL(changes, 2);
    CU_ASSERT_TRUE(writer_finish(writer, &store.error));
    check_all_written(&store, put);
    store_finish(&store);
}

/* Also if nothing comes any more that would have to be committed. */
static void the_writer_gives_up_without_losing_what_came(void) {
    atomic_uint changes = 0;
    struct reader reader;
    struct store store;
    uint64_t random = 3;
    uint64_t put = 0;

    store_open(&store);
    begin_reading(&reader, store.path);
    struct writer_thread *writer = start(&store, &hasty, &changes);
    CU_ASSERT_TRUE(put_until(writer, WRITER_HELD, &random, &put));
    while (writer_hold(writer) == WRITER_HELD) {
        sched_yield();
    }
    CU_ASSERT_EQUAL(writer_hold(writer), WRITER_HELD_TOO_LONG);
    CU_ASSERT_TRUE(writer_finish(writer, &store.error));
    CU_ASSERT_EQUAL(changes, 2);
    check_all_written(&store, put);
    end_reading(&reader);
    store_finish(&store);
}

/* Reports that follow each other without a gap. */
struct reports {
    const char *path;
    atomic_bool is_over;
    atomic_uint count;
};

static void *report_on_and_on(void *context) {
    struct reports *reports = context;
    struct reader readers[2];

    begin_reading(&readers[0], reports->path);
    for (unsigned i = 1; !atomic_load(&reports->is_over); i++) {
        begin_reading(&readers[i % 2], reports->path);
        clock_sleep_until(clock_monotonic_ns() + 5 * NS_PER_MS);
        end_reading(&readers[(i + 1) % 2]);
        atomic_store(&reports->count, i);
    }
    end_reading(&readers[atomic_load(&reports->count) % 2]);
    return NULL;
}

static void readers_without_a_gap_between_them_do_not_keep_it(void) {
    const struct wal_limits limits = {LIMIT, 500, 1000 * DEADLINE_S};
    atomic_uint changes = 0;
    struct reports reports;
    pthread_t thread;
    struct store store;
    uint64_t random = 4;
    int64_t largest = 0;

    store_open(&store);
    reports = (struct reports){.path = store.path};
    CU_ASSERT_EQUAL_FATAL(pthread_create(&thread, NULL, report_on_and_on, &reports), 0);
    struct writer_thread *writer = start(&store, &limits, &changes);
    for (int i = 0; i < 22; i++) {
        put_replies(writer, &random, 2000);
        clock_sleep_until(clock_monotonic_ns() + 100 * NS_PER_MS);
        int64_t seen = writer_wal_bytes(writer); /* before it was emptied */
        largest = seen > largest ? seen : largest;
    }
    CU_ASSERT_TRUE(writer_finish(writer, &store.error));
    atomic_store(&reports.is_over, true);
    pthread_join(thread, NULL);
    CU_ASSERT_TRUE(reports.count > 40);
    CU_ASSERT_EQUAL(changes, 0);
    CU_ASSERT_TRUE(largest > LIMIT);
    CU_ASSERT_TRUE(largest < LIMIT + 2 * AUTOCHECKPOINT);
    check_all_written(&store, 44000);
    store_finish(&store);
}

/* Sealing. */

static bool seal_by(struct store *store, const struct wal_limits *limits) {
    const struct seal_limits small = {
        .run_rows = 4096, .batch_rows = 64, .wal = *limits};
    struct watch watch;

    watch_start(&watch, true);
    bool is_ok = seal_log(&store->database, &small, &watch, &store->error);
    watch_end(&watch);
    return is_ok;
}

static void append(struct store *store, int replies) {
    static const struct appender_limits limits = {.rows = 20000};
    struct appender *appender =
        appender_create(&store->database, store->scan, &limits, &store->error);
    uint64_t random = 9;

    CU_ASSERT_PTR_NOT_NULL_FATAL(appender);
    CU_ASSERT_TRUE_FATAL(random_append(store, appender, (uint64_t)replies, &random));
    appender_destroy(appender);
}

static void sealing_stops_while_somebody_reads_and_goes_on_later(void) {
    struct reader reader;
    struct store store;

    store_open(&store);
    append(&store, 20000);
    int64_t replies =
        store_number(&store.database, "SELECT count(*) FROM distinct_reply");
    begin_reading(&reader, store.path);
    CU_ASSERT_FALSE(seal_by(&store, &hasty));
    CU_ASSERT_PTR_NOT_NULL(strstr(store.error.text, "another program"));
    CU_ASSERT_PTR_NOT_NULL(strstr(store.error.text, store.path));
    CU_ASSERT_PTR_NOT_NULL(strstr(store.error.text, "liveness seal goes on with it"));
    CU_ASSERT_TRUE(wal_bytes(&store) < 2 * AUTOCHECKPOINT);
    CU_ASSERT_TRUE(store_number(&store.database, "SELECT count(*) FROM reply_log") > 0);
    end_reading(&reader);
    CU_ASSERT_TRUE(seal_by(&store, &hasty));
    CU_ASSERT_EQUAL(store_number(&store.database, "SELECT count(*) FROM reply_log"), 0);
    CU_ASSERT_EQUAL(store_number(&store.database, "SELECT count(*) FROM reply_row"),
                    replies);
    store_finish(&store);
}

static CU_TestInfo cases[] = {
    CASE(without_readers_it_is_emptied),
    CASE(while_somebody_reads_it_is_held_until_patience_is_over),
    CASE(the_writer_holds_until_the_reader_leaves),
    CASE(the_writer_gives_up_without_losing_what_came),
    CASE(readers_without_a_gap_between_them_do_not_keep_it),
    CASE(sealing_stops_while_somebody_reads_and_goes_on_later),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"wal_guard", cases};
