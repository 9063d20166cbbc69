/* SPDX-License-Identifier: MIT
 * What is written lies where sealing would have put it, and is folded and counted. */
#include "warehouse/sealed_writer.h"

#include <stdio.h>

#include "probe/reply.h"
#include "store.h"
#include "suite.h"
#include "warehouse/log_row.h"
#include "warehouse/reply_key.h"
#include "warehouse/reply_sorts.h"

enum { FIRST = 0xc0000200, ROUTER = 0xc6336401, MANY = 40000 };

static int64_t count(struct store *store, const char *table) {
    char query[80];

    snprintf(query, sizeof(query), "SELECT count(*) FROM %s", table);
    return store_number(&store->database, query);
}

static bool is_sound(struct store *store) {
    return store_number(&store->database, "SELECT count(*) FROM summary_mismatch") == 0;
}

/* A writer, in a transaction; *number is of an echo reply of the target itself, and
 * number[1] of an error in its place. */
static struct sealed_writer *begin(struct store *store, uint32_t number[2]) {
    const struct reply echo = {
        .probe = 0, .attempt = 1, .kind = KIND_ECHO_REPLY, .evidence = EVIDENCE_COOKIE};
    const struct reply error = {.responder = 1,
                                .probe = 1,
                                .attempt = 2,
                                .kind = KIND_ICMP_ERROR,
                                .evidence = EVIDENCE_QUOTE,
                                .icmp_type = 3,
                                .icmp_code = 13};

    CU_ASSERT_TRUE(database_run(&store->database, STATEMENT_BEGIN, &store->error));
    struct sealed_writer *writer =
        sealed_writer_create(&store->database, store->scan, &store->error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(writer);
    CU_ASSERT_TRUE(reply_sorts_find(sealed_writer_sorts(writer), &echo, &number[0],
                                    &store->error));
    CU_ASSERT_TRUE(reply_sorts_find(sealed_writer_sorts(writer), &error, &number[1],
                                    &store->error));
    return writer;
}

static void finish(struct store *store, struct sealed_writer *writer) {
    CU_ASSERT_TRUE(sealed_writer_finish(writer, &store->error));
    sealed_writer_destroy(writer);
    CU_ASSERT_TRUE(database_run(&store->database, STATEMENT_COMMIT, &store->error));
}

static bool add(struct store *store, struct sealed_writer *writer, uint32_t target,
                uint32_t sort, int64_t duplicates) {
    bool is_direct = sort == 0;
    const struct log_row row = {.reply = reply_key(store->scan, target, sort),
                                .responder = is_direct ? target : ROUTER,
                                .is_direct = is_direct,
                                .duplicates = duplicates,
                                .rtt_us = 5,
                                .ttl = 60};

    return sealed_writer_add(writer, &row, &store->error);
}

static void usual_replies_and_others_have_a_table_each(void) {
    struct store store;
    uint32_t sorts[2];

    store_open(&store);
    struct sealed_writer *writer = begin(&store, sorts);
    CU_ASSERT_TRUE(add(&store, writer, FIRST, sorts[0], 0));
    CU_ASSERT_TRUE(add(&store, writer, FIRST + 1, sorts[0], 3));
    CU_ASSERT_TRUE(add(&store, writer, FIRST + 2, sorts[1], 0));
    finish(&store, writer);
    CU_ASSERT_EQUAL(count(&store, "reply"), 1);
    CU_ASSERT_EQUAL(count(&store, "reply_other"), 2);
    CU_ASSERT_EQUAL(count(&store, "host"), 3);
    CU_ASSERT_EQUAL(count(&store, "reply_log"), 0);
    CU_ASSERT_EQUAL(store_number(&store.database,
                                 "SELECT duplicates FROM reply_sort WHERE sort = 0"),
                    3);
    CU_ASSERT_TRUE(is_sound(&store));
    store_finish(&store);
}

static void more_than_are_held_in_memory_are_all_there(void) {
    struct store store;
    uint32_t sorts[2];

    store_open(&store);
    struct sealed_writer *writer = begin(&store, sorts);
    for (uint32_t i = 0; i < MANY; i++) {
        CU_ASSERT_TRUE(add(&store, writer, FIRST + i, sorts[0], 0));
        CU_ASSERT_TRUE(add(&store, writer, FIRST + i, sorts[1], 0));
    }
    finish(&store, writer);
    CU_ASSERT_EQUAL(count(&store, "reply"), MANY);
    CU_ASSERT_EQUAL(count(&store, "reply_other"), MANY);
    CU_ASSERT_EQUAL(count(&store, "host"), MANY + 1);
    CU_ASSERT_TRUE(is_sound(&store));
    store_finish(&store);
}

static void sorts_of_another_file_get_numbers_here(void) {
    struct store store;
    uint32_t sorts[2];
    uint32_t number = 77;

    store_open(&store);
    struct sealed_writer *writer = begin(&store, sorts);
    const struct reply_sorts *same = sealed_writer_sorts(writer);
    CU_ASSERT_TRUE(
        sealed_writer_sort(writer, same, sorts[1], false, &number, &store.error));
    CU_ASSERT_EQUAL(number, sorts[1]);
    CU_ASSERT_TRUE(
        sealed_writer_sort(writer, same, sorts[1], true, &number, &store.error));
    CU_ASSERT_EQUAL(number, 2); /* the same, of the target itself */
    CU_ASSERT_FALSE(sealed_writer_sort(writer, same, 9, true, &number, &store.error));
    finish(&store, writer);
    store_finish(&store);
}

static CU_TestInfo cases[] = {
    CASE(usual_replies_and_others_have_a_table_each),
    CASE(more_than_are_held_in_memory_are_all_there),
    CASE(sorts_of_another_file_get_numbers_here),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"sealed_writer", cases};
