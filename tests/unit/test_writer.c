/* SPDX-License-Identifier: MIT
 * What is handed to the writer's thread is in the file when it has finished. */
#include <sched.h>
#include <string.h>

#include "store.h"
#include "suite.h"
#include "warehouse/facts.h"
#include "warehouse/window_counts.h"
#include "warehouse/writer.h"

static void on_failure(void *context) {
    ++*(unsigned *)context;
}

static struct reply_facts make_facts(uint32_t target) {
    return (struct reply_facts){
        .reply = {.target = target,
                  .responder = target,
                  .probe = 1,
                  .attempt = 1,
                  .kind = KIND_SYN_ACK,
                  .evidence = EVIDENCE_COOKIE,
                  .ttl = 57,
                  .icmp_type = ICMP_NONE,
                  .icmp_code = ICMP_NONE},
        .time_us = 1234567,
        .rtt_us = 8901,
    };
}

static void put(struct writer_thread *writer, const struct reply_facts *facts) {
    while (!writer_put_reply(writer, facts)) {
        sched_yield();
    }
}

static struct writer_thread *start_at(struct store *store, unsigned *failures,
                                      uint64_t slot, unsigned commit_every_ms) {
    static const struct window_counts windows; /* none */
    const struct writer_parts parts = {
        .slot = slot,
        .commit_every_ms = commit_every_ms,
        .database = &store->database,
        .scan = store->scan,
        .slots = 5000,
        .windows = &windows,
        .on_failure = on_failure,
        .context = failures,
    };
    struct writer_thread *writer = writer_start(&parts, &store->error);

    CU_ASSERT_PTR_NOT_NULL_FATAL(writer);
    return writer;
}

static struct writer_thread *start(struct store *store, unsigned *failures) {
    return start_at(store, failures, 0, 0);
}

static void a_reply_is_written_with_all_its_facts(void) {
    struct reply_facts facts = make_facts(0xc000020a);
    unsigned failures = 0;
    struct store store;

    store_open(&store);
    struct writer_thread *writer = start(&store, &failures);
    put(writer, &facts);
    CU_ASSERT_TRUE(writer_finish(writer, &store.error));
    CU_ASSERT_EQUAL(
        store_number(&store.database,
                     "SELECT count(*) FROM reply_row WHERE scan = 1 "
                     "AND target = 3221225994 AND probe = 1 AND attempt = 1 "
                     "AND responder = target AND direct AND kind = 2 "
                     "AND icmp_type IS NULL AND icmp_code IS NULL "
                     "AND ttl = 57 AND time_us = 1234567 AND rtt_us = 8901 "
                     "AND evidence = 1 AND duplicates = 0"),
        1);
    CU_ASSERT_EQUAL(failures, 0);
    store_finish(&store);
}

static void an_indirect_error_is_written_with_responder_type_and_code(void) {
    struct reply_facts facts = make_facts(0xc000020a);
    unsigned failures = 0;
    struct store store;

    facts.reply.responder = 0xcb007101;
    facts.reply.kind = KIND_ICMP_ERROR;
    facts.reply.evidence = EVIDENCE_QUOTE;
    facts.reply.icmp_type = 3;
    facts.reply.icmp_code = 0;
    facts.rtt_us = RTT_UNKNOWN;
    store_open(&store);
    struct writer_thread *writer = start(&store, &failures);
    put(writer, &facts);
    CU_ASSERT_TRUE(writer_finish(writer, &store.error));
    CU_ASSERT_EQUAL(store_number(&store.database,
                                 "SELECT count(*) FROM reply_row "
                                 "WHERE responder = 3405803777 AND kind = 8 "
                                 "AND icmp_type = 3 AND icmp_code = 0 "
                                 "AND rtt_us IS NULL AND evidence = 2"),
                    1);
    store_finish(&store);
}

static void duplicates_are_counted_and_not_written(void) {
    struct reply_facts once = make_facts(0xc000020a);
    struct reply_facts often = make_facts(0xc000020b);
    unsigned failures = 0;
    struct store store;

    store_open(&store);
    struct writer_thread *writer = start(&store, &failures);
    put(writer, &once);
    for (int i = 0; i < 100000; i++) {
        put(writer, &often);
    }
    CU_ASSERT_TRUE(writer_finish(writer, &store.error));
    CU_ASSERT_EQUAL(store_number(&store.database, "SELECT count(*) FROM reply_log"), 2);
    CU_ASSERT_EQUAL(store_number(&store.database, "SELECT duplicates FROM reply_row "
                                                  "WHERE target = 3221225995"),
                    99999);
    CU_ASSERT_EQUAL(store_number(&store.database, "SELECT duplicates FROM reply_row "
                                                  "WHERE target = 3221225994"),
                    0);
    store_finish(&store);
}

/* More than are remembered at once, then the first again: its row was forgotten. */
enum { MANY = 600000 };

static void put_many(struct writer_thread *writer) {
    for (uint32_t i = 0; i < MANY; i++) {
        struct reply_facts facts = make_facts(0xc0000000 + i);

        put(writer, &facts);
        if (i % 3 == 0) {
            put(writer, &facts);
        }
    }
    for (uint32_t i = 0; i < 1000; i++) {
        struct reply_facts facts = make_facts(0xc0000000 + i);

        put(writer, &facts);
    }
}

static void counts_are_exact_when_replies_were_forgotten(void) {
    unsigned failures = 0;
    struct store store;

    store_open(&store);
    struct writer_thread *writer = start(&store, &failures);
    put_many(writer);
    CU_ASSERT_TRUE(writer_finish(writer, &store.error));
    CU_ASSERT_EQUAL(store_number(&store.database, "SELECT count(*) FROM reply_log"),
                    MANY + 1000);
    CU_ASSERT_EQUAL(
        store_number(&store.database, "SELECT sum(1 + duplicates) FROM reply_log"),
        MANY + MANY / 3 + 1000);
    CU_ASSERT_EQUAL(
        store_number(&store.database, "SELECT count(*) FROM distinct_reply"), MANY);
    CU_ASSERT_EQUAL(store_number(&store.database,
                                 "SELECT duplicates FROM distinct_reply "
                                 "WHERE target = 3221225472"),
                    2);
    store_finish(&store);
}

static void put_health(struct writer_thread *writer, int64_t second) {
    struct health_facts health = {.second = second,
                                  .probes_sent = 100,
                                  .send_failures = 1,
                                  .sending_us = 1000,
                                  .captured = 50,
                                  .replies = 40,
                                  .kernel_drops = 2,
                                  .interface_drops = 3,
                                  .ring_drops = 4,
                                  .ring_waits = 5};

    health.unsolicited[UNSOLICITED_FRAGMENT] = 6;
    health.unsolicited[UNSOLICITED_NOT_SCANNED] = 7;
    while (!writer_put_health(writer, &health)) {
        sched_yield();
    }
}

static void health_adds_up_within_and_over_seconds(void) {
    static const struct {
        const char *query;
        int64_t expected;
    } rows[] = {
        {"SELECT count(*) FROM health", 2},
        {"SELECT probes_sent FROM health WHERE second = 0", 200},
        {"SELECT probes_sent FROM health WHERE second = 1", 100},
        {"SELECT sum(send_failures) FROM health", 3},
        {"SELECT sum(sending_us) FROM health", 3000},
        {"SELECT sum(captured) FROM health", 150},
        {"SELECT sum(replies) FROM health", 120},
        {"SELECT sum(kernel_drops) FROM health", 6},
        {"SELECT sum(interface_drops) FROM health", 9},
        {"SELECT sum(ring_drops) FROM health", 12},
        {"SELECT sum(ring_waits) FROM health", 15},
        {"SELECT count(*) FROM unsolicited", 4},
        {"SELECT sum(packets) FROM unsolicited WHERE reason = 2", 18},
        {"SELECT sum(packets) FROM unsolicited WHERE reason = 9", 21},
    };
    unsigned failures = 0;
    struct store store;

    store_open(&store);
    struct writer_thread *writer = start(&store, &failures);
    put_health(writer, 0);
    put_health(writer, 0); /* a second may come in parts */
    put_health(writer, 1);
    CU_ASSERT_TRUE(writer_finish(writer, &store.error));
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        CHECK_ROW(store_number(&store.database, rows[i].query) == rows[i].expected,
                  rows[i].query);
    }
    store_finish(&store);
}

static void the_progress_is_in_the_file(void) {
    unsigned failures = 0;
    struct store store;

    store_open(&store);
    struct writer_thread *writer = start(&store, &failures);
    writer_set_slot(writer, 4321);
    CU_ASSERT_TRUE(writer_finish(writer, &store.error));
    CU_ASSERT_EQUAL(store_number(&store.database, "SELECT slot FROM progress"), 4321);
    CU_ASSERT_EQUAL(store_number(&store.database, "SELECT slots FROM progress"), 5000);
    CU_ASSERT_TRUE(writer_finish(NULL, &store.error));
    store_finish(&store);
}

/* Slots of a thousand replies each, all handed over while the writer cannot write. */
enum { SLOT_REPLIES = 1024, SLOTS_WAITING = 60 };

static void put_slots(struct writer_thread *writer) {
    for (uint32_t i = 0; i < SLOTS_WAITING * SLOT_REPLIES; i++) {
        struct reply_facts facts = make_facts(0xc0000000 + i);

        put(writer, &facts);
        if (i % SLOT_REPLIES == SLOT_REPLIES - 1) {
            writer_set_slot(writer, 1 + i / SLOT_REPLIES);
        }
    }
}

/* Whoever kills the scan meanwhile finds what another connection sees. */
static void check_while_written(struct store *store) {
    struct database reader;
    int64_t slot = 0;
    unsigned seen = 0;

    CU_ASSERT_TRUE_FATAL(database_open(store->path, &reader, &store->error));
    while (slot < SLOTS_WAITING) {
        int64_t missing = store_number(
            &reader, "SELECT (SELECT slot FROM progress) * 1024 - count(*) "
                     "FROM reply_log");
        int64_t now = store_number(&reader, "SELECT slot FROM progress");

        CU_ASSERT_TRUE_FATAL(missing <= 0);
        seen += now > slot ? 1 : 0;
        slot = now > slot ? now : slot;
    }
    CU_ASSERT_TRUE(seen > 1);
    database_close(&reader);
}

static void progress_waits_for_the_replies_before_it(void) {
    unsigned failures = 0;
    struct database other;
    struct store store;

    store_open(&store);
    struct writer_thread *writer = start_at(&store, &failures, 0, 1);
    CU_ASSERT_TRUE_FATAL(database_open_to_check(store.path, &other, &store.error));
    CU_ASSERT_TRUE_FATAL(database_run(&other, STATEMENT_BEGIN, &store.error));
    put_slots(writer);
    CU_ASSERT_TRUE_FATAL(database_run(&other, STATEMENT_ROLLBACK, &store.error));
    database_close(&other);
    check_while_written(&store);
    CU_ASSERT_TRUE(writer_finish(writer, &store.error));
    CU_ASSERT_EQUAL(failures, 0);
    store_finish(&store);
}

static void what_an_earlier_run_reached_stands(void) {
    static const struct {
        const char *what;
        uint64_t now;
        int64_t recorded;
    } rows[] = {
        {"nothing sent yet", 0, 3000},
        {"sent again", 2999, 3000},
        {"got farther", 3001, 3001},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        unsigned failures = 0;
        struct store store;

        store_open(&store);
        struct writer_thread *writer = start_at(&store, &failures, 3000, 0);
        if (rows[i].now > 0) {
            writer_set_slot(writer, rows[i].now);
        }
        CU_ASSERT_TRUE(writer_finish(writer, &store.error));
        CHECK_ROW(store_number(&store.database, "SELECT slot FROM progress") ==
                      rows[i].recorded,
                  rows[i].what);
        store_finish(&store);
    }
}

static void rows_are_counted(void) {
    unsigned failures = 0;
    struct store store;

    store_open(&store);
    struct writer_thread *writer = start(&store, &failures);
    CU_ASSERT_EQUAL(writer_rows(writer), 0);
    for (uint32_t i = 0; i < 10; i++) {
        struct reply_facts facts = make_facts(0xc0000200 + i / 2);

        put(writer, &facts);
    }
    while (writer_rows(writer) < 5) {
        sched_yield();
    }
    CU_ASSERT_TRUE(writer_finish(writer, &store.error));
    CU_ASSERT_EQUAL(store_number(&store.database, "SELECT count(*) FROM reply_log"), 5);
    store_finish(&store);
}

/* A table that is gone stands for a disk that is full. */
static void a_failure_is_told_once_and_at_the_end(void) {
    unsigned failures = 0;
    struct store store;

    store_open(&store);
    sqlite3_exec(store.database.sqlite, "DROP TABLE progress", NULL, NULL, NULL);
    struct writer_thread *writer = start(&store, &failures);
    for (uint32_t i = 0; i < 600000; i++) {
        struct reply_facts facts = make_facts(0xc0000000 + i);

        put(writer, &facts); /* more than one commit: goes on, but into nothing */
    }
    CU_ASSERT_FALSE(writer_finish(writer, &store.error));
    CU_ASSERT_EQUAL(failures, 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(store.error.text, "no such table"));
    CU_ASSERT_TRUE(sqlite3_get_autocommit(store.database.sqlite)); /* undone */
    CU_ASSERT_EQUAL(store_number(&store.database, "SELECT count(*) FROM host"), 0);
    store_finish(&store);
}

static CU_TestInfo cases[] = {
    CASE(a_reply_is_written_with_all_its_facts),
    CASE(an_indirect_error_is_written_with_responder_type_and_code),
    CASE(duplicates_are_counted_and_not_written),
    CASE(counts_are_exact_when_replies_were_forgotten),
    CASE(health_adds_up_within_and_over_seconds),
    CASE(the_progress_is_in_the_file),
    CASE(progress_waits_for_the_replies_before_it),
    CASE(what_an_earlier_run_reached_stands),
    CASE(rows_are_counted),
    CASE(a_failure_is_told_once_and_at_the_end),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"writer", cases};
